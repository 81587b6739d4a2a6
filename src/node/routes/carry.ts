import { z } from 'zod'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import { parseTlogProof, shortOf } from '#protocol/journal/proof.ts'
import { keepProof, proofVerifier } from '#platform/journal/received-proofs.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { download } from '#platform/http/download.ts'
import { carry } from '#platform/transport/carrier.ts'
import { exportLink } from '#platform/transport/carrying/export.ts'
import { importLink, type ImportPorts } from '#platform/transport/carrying/import.ts'
import { streamNames } from '#platform/transport/ports.ts'
import { writeReceipt } from '#charter/record/receipts-desk.ts'
import type { House } from '#charter/record/house.ts'
import { mirror } from '#rooms/witness/mirror.ts'
import { journalPeer, trustOf, witnessPorts } from '../journaling.ts'
import { fileDoor, takingPorts } from '../links.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'

const carryOut = {
  method: 'POST',
  path: '/api/v1/export',
  action: 'content.carry',
  summary: 'A file with everything that a party is not known to have, for a link that is carried by hand.',
  body: z.strictObject({
    to: z.string().max(16),
    stream: z.string().max(32).optional(),
    after: z.int().min(0).optional(),
  }),
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

const carryIn = {
  method: 'POST',
  path: '/api/v1/import',
  action: 'content.carry',
  summary: 'Take in a file that another node exported for this one. Twice is harmless.',
  body: { raw: ['*'], limits: { maxBytes: 64 * 1024 ** 3, idleMs: 60_000, totalMs: 24 * 3_600_000 } },
  answer: z.looseObject({
    from: z.string(),
    parcels: z.number(),
    admitted: z.number(),
    refused: z.number(),
    missing: z.array(z.number()),
    files: z.number(),
  }),
} as const satisfies Declaration

export function carryRoutes(ports: NodePorts, { api, house }: Omit<Node, keyof AsyncDisposable>): void {
  api.route(carryOut, async ({ body }) => {
    const to = parseParty(body.to)
    if (to === house.self) return refuse('addressed-to-self', 'protocol 7: offline', { recipient: body.to })
    if (to === undefined || !house.charter().parties.has(to)) {
      return refuse('recipient-unknown', 'protocol 7: offline', { recipient: body.to })
    }
    const { stream, after } = body
    const taking = takingPorts(ports, house)
    await bringUp(house, taking, to)
    const wish = { to, ...(stream === undefined ? {} : { stream }), ...(after === undefined ? {} : { after }) }
    const exported = await exportLink(taking, wish)
    if (isRefusal(exported)) return exported
    const name = `${house.self}-${to}-${house.clock.now().slice(0, 10)}.tamga`
    return download({ body: exported.content, name, bytes: exported.bytes })
  })
  api.route(carryIn, async ({ body }) => {
    const imported = await importLink(importPorts(ports, house), body)
    return isRefusal(imported) ? imported : { ...imported, missing: [...imported.missing] }
  })
}

/** What is owed is signed and what waits is numbered, so that the file leaves nothing behind. */
async function bringUp(house: House, taking: Parameters<typeof carry>[0], to: Party): Promise<void> {
  while (await writeReceipt(house, to, 'all'));
  for (const kind of streamNames) {
    for (;;) {
      const carried = await carry(taking, to, kind)
      if (carried.kind === 'unsure' || !carried.more) break
    }
  }
}

function importPorts(ports: NodePorts, house: House): ImportPorts {
  const taking = takingPorts(ports, house)
  return {
    ...taking,
    ...fileDoor(house, taking),
    async proves(author, act, bytes) {
      const proof = parseTlogProof(decodeUtf8(bytes) ?? '')
      if (proof === undefined) return refuse('proof-malformed', 'tlog-proof')
      const trust = trustOf(house, author)
      const held = proofVerifier(author, trust)(act, proof)
      if (isRefusal(held)) return held
      await house.store.transaction((tx) => tx.apply(keepProof(held)))
      return shortOf(held.proven, trust)
    },
    async mirrors(author, journal) {
      const fetch = async (request: Request) => {
        const bytes = journal.get(new URL(request.url).pathname)
        return new Response((bytes ?? null) as BodyInit | null, { status: bytes === undefined ? 404 : 200 })
      }
      const peer = { ...journalPeer(ports, house, author), baseUrl: 'http://file.invalid', fetch }
      for (let found = await mirror(witnessPorts(ports, house), peer); ;) {
        if (found.kind !== 'fetching') return found.kind === 'grown'
        found = await mirror(witnessPorts(ports, house), peer)
      }
    },
  }
}
