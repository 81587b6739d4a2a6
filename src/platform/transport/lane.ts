import { isRefusal } from '#kernel/refusal.ts'
import { decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import { readEnvelope, writeEnvelope } from '#protocol/act/envelope.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { owe, type Taken } from './incoming.ts'
import type { LinkReply } from './link/link-client.ts'
import { isPassing, takenIn } from './passing.ts'
import type { AskPeer } from './puller.ts'
import type { TakingPorts } from './taking.ts'

/** One answer; who wants more asks again from where it ended. */
export const maxLaneBytes = 4 * 1024 * 1024

/** Acts of the lane as one answer: an envelope per line, of each entry the act it orders first. */
export function writeActs(acts: readonly SignedAct[]): Uint8Array {
  return encodeUtf8(acts.map((act) => `${decodeUtf8(writeEnvelope(act)) ?? ''}\n`).join(''))
}

/** What asking for the lane came to: how many acts were new here. */
export interface AskedLane {
  readonly reply: LinkReply
  readonly came: number
}

/** Asks a peer for the entries after a number, and takes in what it gives through the door for all that comes in. */
export async function askLane(ports: TakingPorts, ask: AskPeer, peer: Party, after: number): Promise<AskedLane> {
  const reply = await ask({ method: 'GET', path: `/federation/v1/lane?after=${after}` })
  if (reply.kind !== 'answer' || reply.status !== 200) return { reply, came: 0 }
  let came = 0
  for (const line of linesOf(reply.body)) {
    const signed = readEnvelope(line)
    if (!isRefusal(signed) && (await take(ports, peer, signed))) came += 1
  }
  return { reply, came }
}

function* linesOf(body: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < body.length;) {
    const end = body.indexOf(0x0a, from)
    const line = body.subarray(from, end < 0 ? body.length : end)
    from += line.length + 1
    yield line
  }
}

async function take(ports: TakingPorts, peer: Party, signed: SignedAct): Promise<boolean> {
  const { store, clock, door } = ports
  const admit = async (tx: Transaction): Promise<Taken> => {
    const result = await door(tx, peer, { signed, attachmentKeys: [] })
    await tx.apply(await owe(tx, result.owes, clock.now()))
    tx.ring('due')
    return result
  }
  const taken = await takenIn(() => store.transaction(admit)).catch((error: unknown) => {
    if (isPassing(error)) throw error
    return undefined
  })
  return taken?.outcome === 'admitted'
}
