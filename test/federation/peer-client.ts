import { Fault } from '#kernel/fault.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { linkClient, type LinkReply } from '#platform/transport/link/link-client.ts'
import { linkKeysOf, linkSigner } from '#platform/transport/link/link-keys.ts'
import type { Federation } from './federation.ts'

let asked = 0

/** Asks a house over the link as another party, with that party's own key: what its node could ask, or bring, at any time. */
export async function askAs(
  federation: Federation,
  [from, to]: readonly [string, string],
  path: string,
  body?: Uint8Array,
): Promise<LinkReply> {
  const { coalition, time } = federation
  const keyring = coalition.keyrings.get(from as Party)
  const node = federation.house(to).node
  if (keyring === undefined || node === undefined) throw new Fault('no-house')
  const ports = {
    fetch: async (request: Request) => node.fetch(request),
    self: linkSigner(keyring),
    keys: linkKeysOf((party) => [coalition.keyrings.get(party)?.keys].filter((keys) => keys !== undefined)),
    clock: time,
    timers: time,
    random: new SeededRandom(`${from} ${path} ${(asked += 1)} ${time.now()}`),
  }
  return linkClient(ports, { party: to as Party, origin: `http://${to}` })(
    body === undefined ? { method: 'GET', path } : { method: 'POST', path, body },
  )
}
