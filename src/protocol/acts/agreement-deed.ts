import { z } from 'zod'
import { articleNumber } from './agreement-clauses.ts'
import { instant, partySlug, words } from './field.ts'

/** Names one event of an agreement: an act's id on the wire, any short name in a file of facts. */
export const eventId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,99}$/u, 'name of an event')

/** Reservations that the instrument carries or confirms (VCLT 19, 23(2)): one that it does not name does not stand. */
const carries = { reservations: z.array(eventId).max(64).exactOptional() }
const onReservation = { reservation: eventId }
const said = { text: words(8000) }

const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind) })
const consenting = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), ...carries })

/** What a party does about an agreement. One member per action; the law of each stands in protocol/agreement/. */
export const Deed = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('full-powers'), holder: words(300).exactOptional() }),
  plain('signature'),
  plain('signature-ad-referendum'),
  z.strictObject({
    kind: z.literal('reservation'),
    articles: z.array(articleNumber).min(1).max(64),
    effect: z.enum(['excludes', 'modifies']),
    ...said,
  }),
  /** Confirms a signature ad referendum (VCLT 12(2)(b)). */
  plain('confirmation'),
  consenting('definitive-signature'),
  consenting('ratification'),
  consenting('acceptance'),
  consenting('approval'),
  consenting('formal-confirmation'),
  consenting('accession'),
  consenting('notification'),
  z.strictObject({ kind: z.literal('succession'), predecessor: partySlug, since: instant, ...carries }),
  plain('provisional-application'),
  plain('provisional-end'),
  z.strictObject({ kind: z.literal('reservation-acceptance'), ...onReservation }),
  z.strictObject({ kind: z.literal('reservation-withdrawal'), ...onReservation }),
  z.strictObject({
    kind: z.literal('objection'),
    ...onReservation,
    /** Whether the agreement shall not enter into force between the two (VCLT 20(4)(b)). */
    opposesEntry: z.boolean(),
    text: words(8000).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('objection-withdrawal'), ...onReservation }),
  z.strictObject({ kind: z.literal('declaration'), ...said }),
  /** Takes an instrument back before the agreement's conditions were met. */
  plain('instrument-withdrawal'),
  plain('denunciation'),
  plain('withdrawal'),
  /** Takes a notice of denunciation or withdrawal back before it takes effect (VCLT 68). */
  plain('revocation'),
  plain('suspension'),
  plain('resumption'),
  /** The party's consent that the agreement end; all must give it (VCLT 54(b)). */
  plain('termination'),
  /** That the agreement was registered, with whom and under which number (VCLT 80; Charter of the United Nations, 102). */
  z.strictObject({ kind: z.literal('registration'), register: words(200), number: words(100) }),
  /** That the state ceased to exist, and who carries its rights and duties on, if anybody does. */
  z.strictObject({ kind: z.literal('cessation'), continuedBy: partySlug.exactOptional() }),
])
export type Deed = z.infer<typeof Deed>
export type DeedKind = Deed['kind']
export type DeedOf<Kind extends DeedKind> = Extract<Deed, { readonly kind: Kind }>

/** A dated fact of an agreement: of which party, when deposited or received, what. */
export const AgreementEvent = z.strictObject({ id: eventId, party: partySlug, at: instant, deed: Deed })
export type AgreementEvent = z.infer<typeof AgreementEvent>

/** Every action, in the order in which a lifetime meets them. */
export const deedKinds: readonly DeedKind[] = Deed.options.map(({ shape }) => shape.kind.value)
