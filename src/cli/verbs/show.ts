import { ActView, ObjectRow, page } from '../answers.ts'
import { actNamed } from '../act-name.ts'
import { count, isSet, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { saveOrPrint } from '../save.ts'
import { sentenceOf } from '../report.ts'
import type { Session } from '../session.ts'
import type { Row } from '../table.ts'
import type { Call, Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { bytesWords, kindWord, labelWords, shortInstant, stateCell, stateWord } from '../words.ts'
import { showRelated } from './show-related.ts'

export const show: Verb = {
  name: 'show',
  group: 'read',
  args: ['<ACT>'],
  flags: [
    { flags: '--objects' },
    { flags: '--type <TYPE>' },
    { flags: '--object <ID>' },
    { flags: '--modified <INSTANT>' },
    { flags: '--attachment <N>' },
    { flags: '--related <ID>' },
    { flags: '--proof' },
    { flags: '--envelope' },
    { flags: '--out <F>' },
    { flags: '--limit <N>' },
    { flags: '--after <CURSOR>' },
  ],
  examples: [
    'show act--3f2a9c1b',
    'show act--3f2a9c1b --objects --type malware',
    'show act--3f2a9c1b --related domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5',
    'show act--3f2a9c1b --attachment 0 --out bundle.json',
    'show act--3f2a9c1b --proof --out act.tlog-proof',
  ],
  run: async (session, call) => {
    const client = await session.node()
    const path = `/api/v1/acts/${await actNamed(client, word(call))}`
    const piece = pieceOf(call)
    if (piece !== undefined) return saveOrPrint(session, await client.raw(`${path}${piece}`), text(call, 'out'))
    const related = text(call, 'related')
    if (related !== undefined)
      return showRelated(session, client, `${path}/objects/${encodeURIComponent(related)}/related`)
    if (isSet(call, 'objects')) return showObjects(session, client, { path, call })
    const view = await client.ask(path, ActView)
    session.out.answer(view, () => showAct(session, view))
    return 0
  },
}

/** The part of an act that is given as it is, byte for byte. */
function pieceOf(call: Call): string | undefined {
  const object = text(call, 'object')
  const modified = text(call, 'modified')
  if (object !== undefined) {
    const version = modified === undefined ? '' : `?modified=${encodeURIComponent(modified)}`
    return `/objects/${encodeURIComponent(object)}${version}`
  }
  const attachment = count(call, 'attachment')
  if (attachment !== undefined) return `/attachments/${attachment}`
  if (isSet(call, 'proof')) return '/proof'
  return isSet(call, 'envelope') ? '/envelope' : undefined
}

interface Objects {
  readonly path: string
  readonly call: Call
}

async function showObjects({ out, say }: Session, client: Client, { path, call }: Objects): Promise<number> {
  const query = { type: text(call, 'type'), limit: count(call, 'limit'), after: text(call, 'after') }
  const answer = await client.ask(`${path}/objects`, page(ObjectRow), { query })
  out.answer(answer, () => {
    const noteOf = ({ conflict, introducedBy: party, revocation }: ObjectRow): string =>
      [
        ...(conflict === true ? [say('cli.show.conflict')] : []),
        ...(party === undefined ? [] : [say('cli.show.introducedBy', { party: harmless(party) })]),
        ...(revocation === undefined ? [] : [say(`cli.revocation.${revocation}`)]),
      ].join(say('cli.comma'))
    const rows = answer.items.map((object): Row => {
      const { id, modified, type, name } = object
      return [
        type,
        name ?? '',
        { text: noteOf(object), tone: 'warn' },
        shortInstant(modified),
        { text: id, tone: 'accent' },
      ]
    })
    const [type, name, note, modified, object] = ['type', 'name', 'note', 'modified', 'object'].map((column) =>
      say(`cli.column.${column}`),
    )
    const columns = [
      { title: type },
      { title: name, fill: true },
      { title: note },
      { title: modified },
      { title: object },
    ]
    out.table(
      columns.map((column) => ({ ...column, title: column.title ?? '' })),
      rows,
    )
    if (answer.next !== undefined) out.note(say('cli.list.moreAfter', { after: answer.next }))
  })
  return 0
}

function showAct(session: Session, view: ActView): void {
  const { out, say } = session
  out.line(out.tone('accent', harmless(view.act)))
  if (view.untrusted !== undefined) out.line(out.tone('bad', sentenceOf(view.untrusted, say)))
  out.facts(factsOf(session, view).map(([name, value]) => [say(`cli.fact.${name}`), value]))
  const rows = Object.entries(view.parties).map(([party, { state, at, rule, unrecorded }]): Row => [
    party,
    stateCell(say, state),
    shortInstant(at),
    unrecorded === undefined ? (rule ?? '') : say('cli.show.noProof', { at: shortInstant(unrecorded) }),
  ])
  const withheld = view.withheld.map(({ party, rule }): Row => [party, stateCell(say, 'withheld'), '', rule])
  if (rows.length + withheld.length === 0) return
  out.line('')
  out.table(
    ['party', 'state', 'at', 'rule'].map((name) => ({ title: say(`cli.column.${name}`) })),
    [...rows, ...withheld],
  )
}

function factsOf({ say }: Session, view: ActView): readonly (readonly [name: string, value: string])[] {
  const { journal } = view
  const isProved = journal?.state !== 'unproved' && journal?.state !== 'unrecorded'
  const witnesses = isProved ? journal?.witnesses : undefined
  const entry = isProved ? journal?.entry : stateWord(say, journal?.state ?? '')
  const files = view.attachments.map(({ name, bytes }) => `${name ?? ''} ${bytesWords(say, bytes ?? 0)}`.trim())
  const pairs = [
    ['title', view.title],
    ['kind', `${kindWord(say, view.kind)} (${view.kind})`],
    ['author', view.author],
    ['at', shortInstant(view.at)],
    ['label', labelWords(view.label)],
    ['state', stateWord(say, view.state)],
    ['handedOnBy', view.handedOnBy],
    ['entry', entry === undefined ? undefined : String(entry)],
    ['witnesses', witnesses === undefined ? undefined : witnessWords(say, witnesses)],
    [
      'objects',
      (view.objects?.count ?? 0) === 0 ? undefined : say('cli.show.objects', { count: view.objects?.count ?? 0 }),
    ],
    ['attachments', files.length === 0 ? undefined : files.join(say('cli.comma'))],
    ['replies', view.replies.length === 0 ? undefined : say('cli.show.replies', { count: view.replies.length })],
  ] as const
  return pairs.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]))
}

/** `3 of 3, 2 needed: bor, cas, sec`. */
function witnessWords(say: Session['say'], { k, n, by }: { k: number; n: number; by: readonly string[] }): string {
  return say('cli.show.witnesses', { have: by.length, n, k, by: by.length === 0 ? '–' : by.join(say('cli.comma')) })
}
