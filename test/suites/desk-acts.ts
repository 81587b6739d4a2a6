import { addMs, instantOf } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Act, ActId, Desk, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Change } from '#platform/db/table.ts'
import type { Arrived } from '#platform/record/projector.ts'
import { desksProjector } from '#rooms/desks/project.ts'

export const at = instantOf(1_795_000_000_000)
export const [alt, bor] = ['alt' as Party, 'bor' as Party]
export const about = `act--${'0'.repeat(64)}` as ActId

/** An act of another as the projections see it; its id follows from when it arrived. */
export function arrived(arrival: number, kind: string, body: object, author = alt): Arrived {
  const id = `act--${String(arrival).padStart(64, '0')}` as ActId
  const said: Act['said'] = {
    kind: kind as Kind,
    coalition: about,
    author,
    officers: ['duty' as Desk],
    at: addMs(at, arrival),
    audience: [author === alt ? bor : alt],
    label: { level: 'open', category: 'other', handling: [] },
    charter: 'self',
    refs: [],
    salt: '',
    attachments: [],
    crit: [],
    body: { ...body },
  }
  const act: Act = { id, said, payloadType: '', statement: new Uint8Array(), signatures: [] }
  return { act, arrival, arrivedAt: addMs(at, arrival), self: bor, attachments: new Map() }
}

const desk = {
  desk: 'border',
  title: { en: 'Border' },
  functions: ['border'],
  channels: [{ kind: 'phone', address: '+7 7172 55 01 02' }],
  hours: { zone: 'UTC', shifts: 'always' },
  deputies: [],
  languages: ['en'],
}
export const entry = (arrival: number, revision: number) => arrived(arrival, 'desk.entry/1', { ...desk, revision })
export const withdrawal = (arrival: number, revision: number) =>
  arrived(arrival, 'desk.withdrawal/1', { desk: 'border', revision, entry: about })

/** What it makes of the rows of the room. */
export function changesOf(one: Arrived): readonly Change[] {
  const projected = desksProjector.project(one)
  if (isRefusal(projected)) throw new Error(projected.code)
  return projected.changes
}
