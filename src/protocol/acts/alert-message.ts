import { z } from 'zod'
import { CapAlert } from '#protocol/cap/alert.ts'
import { actId, words } from './field.ts'

/**
 * Body of `alert.message/1`: a CAP 1.2 alert of type Alert, Update or Cancel. Attachments: what it came from, and its resources.
 * `title`: headline, or else event, of its first block; of a Cancel without one, what it cancels. `follows`: own alerts that an Update takes the place of or that a Cancel ends; each is named in the alert's `references` too.
 */
export const AlertMessage = z.object({
  title: words(300),
  alert: CapAlert,
  follows: z.array(actId).max(32).exactOptional(),
})
export type AlertMessage = z.infer<typeof AlertMessage>
