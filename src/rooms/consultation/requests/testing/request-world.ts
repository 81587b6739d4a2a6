import { addMs } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import { usualLadder } from '../clock.ts'
import type { KnownRequest } from '../decide.ts'
import { findRequest, knownRequest, type RequestView, type Viewing } from '../read.ts'
import type { RfiState } from '../state.ts'
import { actOf, label, minuteMs, reader, RoomWorld, start } from '../../testing/room-world.ts'

/** Houses that hear of one request. */
export class RequestWorld extends RoomWorld {
  readonly #asked: readonly Party[]

  private constructor(parties: readonly Party[], asked: readonly Party[]) {
    super(parties)
    this.#asked = asked
  }

  /** The first of the parties has asked some of the others, and these know. */
  static async start(parties: readonly Party[], asked: readonly Party[]): Promise<RequestWorld> {
    const world = new RequestWorld(parties, asked)
    const [author] = parties
    if (author === undefined) throw new TypeError('nobody asks')
    const needBy = addMs(start, 60 * minuteMs)
    const body = { title: 't', question: 'q', use: 'u', legalBasis: 'b', needBy, zone: 'UTC' }
    const under = { ...label, purpose: 'information', reviewBy: needBy }
    await world.begin(actOf({ kind: 'rfi.request/1', body, author, to: asked, label: under, at: start }))
    return world
  }

  known(party: Party): Promise<KnownRequest | undefined> {
    return knownRequest(this.#viewing(party), this.about)
  }

  /** As of a moment. */
  async views(now = this.now): Promise<ReadonlyMap<Party, RequestView | undefined>> {
    return new Map(
      await Promise.all(
        this.parties.map(
          async (party) => [party, await findRequest({ ...this.#viewing(party), now }, this.about)] as const,
        ),
      ),
    )
  }

  /** `HOUSE PARTY`: how the house sees that party, among those asked. */
  async states(): Promise<ReadonlyMap<string, RfiState>> {
    const views = await this.views()
    return new Map(
      [...views].flatMap(([house, view]) =>
        this.#asked.flatMap((party) => {
          const asked = view?.parties[party]
          return asked === undefined ? [] : [[`${house} ${party}`, asked.state] as const]
        }),
      ),
    )
  }

  #viewing(party: Party): Viewing {
    return { reads: this.storeOf(party), self: party, reader, ladder: usualLadder, now: this.now }
  }
}
