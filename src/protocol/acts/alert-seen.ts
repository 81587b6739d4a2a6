import { z } from 'zod'
import { actId } from './field.ts'

/** Body of `alert.seen/1`: an officer has opened the alert. It is no acknowledgement. */
export const AlertSeen = z.object({ act: actId })
export type AlertSeen = z.infer<typeof AlertSeen>
