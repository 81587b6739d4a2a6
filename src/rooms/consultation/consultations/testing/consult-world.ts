import { addMs } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { KnownConsultation } from '../decide.ts'
import { findConsultation, knownConsultation, type ConsultationView, type Viewing } from '../read.ts'
import { actOf, label, minuteMs, reader, RoomWorld, start } from '../../testing/room-world.ts'

/** Far behind everything that a world comes to: no time that is proposed passes. */
export const meetsAt = addMs(start, 1_000_000 * minuteMs)

/** Houses that hear of one consultation. */
export class ConsultWorld extends RoomWorld {
  /** The first of the parties has invited some of the others, and these know. */
  static async start(parties: readonly Party[], invited: readonly Party[]): Promise<ConsultWorld> {
    const world = new ConsultWorld(parties)
    const [author] = parties
    if (author === undefined) throw new TypeError('nobody asks')
    const body = { title: 't', reason: 'r', legalBasis: 'b', meetsAt, zone: 'UTC' }
    const under = { ...label, purpose: 'information', reviewBy: meetsAt }
    await world.begin(actOf({ kind: 'consultation.request/1', body, author, to: invited, label: under, at: start }))
    return world
  }

  known(party: Party): Promise<KnownConsultation | undefined> {
    return knownConsultation(this.#viewing(party), this.about)
  }

  async views(): Promise<ReadonlyMap<Party, ConsultationView | undefined>> {
    const seen = this.parties.map(
      async (party) => [party, await findConsultation(this.#viewing(party), this.about)] as const,
    )
    return new Map(await Promise.all(seen))
  }

  #viewing(party: Party): Viewing {
    return { reads: this.storeOf(party), self: party, reader }
  }
}
