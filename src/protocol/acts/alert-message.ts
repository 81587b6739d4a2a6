import { z } from 'zod'
import { CapAlert } from '#protocol/cap/alert.ts'
import { actId, words } from './field.ts'

/**
 * Body of `alert.message/1`, a CAP 1.2 alert of type Alert or Update, and of `alert.cancel/1`, one of type Cancel: it ends what it follows whatever
 * has happened to basis, quota, keys or standing since, as a recall does. Attachments: what it came from, and its resources.
 * `title`: headline, or else event, of its first block; of a Cancel without one, what it cancels. `follows`: own alerts that an Update takes the place of or that a Cancel ends; each is named in the alert's `references` too.
 */
export const AlertMessage = z.object({
  title: words(300),
  alert: CapAlert,
  follows: z.array(actId).max(32).exactOptional(),
})
export type AlertMessage = z.infer<typeof AlertMessage>
