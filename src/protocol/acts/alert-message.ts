import { z } from 'zod'
import { CapAlert } from '#protocol/cap/alert.ts'
import { actId, slug, words } from './field.ts'

/** The message from outside that an alert takes over, as its author read it; `signer`: by whose certificate its signature was verified, in the author's own name for it. */
export const AlertOrigin = z.object({
  sender: words(300),
  identifier: words(300),
  sent: words(40),
  signer: slug.exactOptional(),
})
export type AlertOrigin = z.infer<typeof AlertOrigin>

/**
 * Body of `alert.message/1`, a CAP 1.2 alert of type Alert or Update, and of `alert.cancel/1`, one of type Cancel: it ends what it follows whatever
 * has happened to basis, quota, keys or standing since, as a recall does. Attachments: what it came from, and its resources.
 * `title`: headline, or else event, of its first block; of a Cancel without one, what it cancels. `follows`: own alerts that an Update takes the place of or that a Cancel ends; each is named in the alert's `references` too.
 */
export const AlertMessage = z.object({
  title: words(300),
  alert: CapAlert,
  follows: z.array(actId).max(32).exactOptional(),
  origin: AlertOrigin.exactOptional(),
})
export type AlertMessage = z.infer<typeof AlertMessage>
