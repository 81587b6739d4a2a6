import { z } from 'zod'
import { Track } from './agreement-track.ts'
import { slug } from './field.ts'

/** Body of `agreement.progress/1`: what its author says of its own way to an instrument. The newest one holds. */
export const AgreementProgress = z.object({ agreement: slug, ...Track.omit({ party: true }).shape })
export type AgreementProgress = z.infer<typeof AgreementProgress>
