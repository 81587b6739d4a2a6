import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { AlertOrigin } from '#protocol/acts/alert-message.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import { parseReferences, referenceKey, type CapReference } from '#protocol/cap/references.ts'
import { judgeSignature, unverifiable, type CapSigner } from '#protocol/cap/signature.ts'
import { readCapXml } from '#protocol/cap/xml-read.ts'
import { keep } from '#platform/db/table.ts'
import { maySee, type Reader } from '#platform/http/reader.ts'
import type { Composed } from '#charter/record/office.ts'
import type { KnownAlert, Numbered } from './decide.ts'
import * as decide from './decide.ts'
import { numbered, viewingOf, type AlertPorts } from './desk.ts'
import { testName, unfit } from './fitness.ts'
import { knownAlert, type Viewing } from './read.ts'
import { end, replace, say, type Besides, type Untold } from './say.ts'
import { imports } from './tables.ts'
import type { ImportWish } from './wish.ts'

/** A certificate that the administrator trusts, and its term. */
export interface AlertSigner extends CapSigner {
  readonly from: Instant
  readonly until: Instant
}

export interface ImportPorts extends AlertPorts {
  readonly signers: readonly AlertSigner[]
}

/** What an alert from outside became: an alert of this house, an update of one that came the same way, or the end of such ones. */
export interface Imported {
  readonly outcome: 'sent' | 'updated' | 'cancelled'
  readonly said: Composed
  readonly untold: readonly Untold[]
}

interface Bringing {
  readonly ports: ImportPorts
  readonly viewing: Viewing
  readonly by: Numbered
  readonly wish: ImportWish
  readonly alert: CapAlert
  readonly origin: AlertOrigin
}

/** Takes over a CAP document of somebody outside under this house's name and label, once under each label. */
export async function importAlert(ports: ImportPorts, reader: Reader, wish: ImportWish): Promise<Imported | Refusal> {
  const alert = alertIn(wish)
  if (isRefusal(alert)) return alert
  const { sender, identifier, sent } = alert
  const signer = signerOf(ports, wish)
  if (isRefusal(signer)) return signer
  const origin = { sender, identifier, sent, ...(signer === undefined ? {} : { signer }) }
  const bringing = { ports, viewing: viewingOf(ports, reader), by: numbered(ports.house, reader), wish, alert, origin }
  const before = maySee(reader, wish) ? await ports.house.store.find(imports, keyOf(wish, origin)) : undefined
  if (before !== undefined) return known(before.act)
  const live = await predecessors(bringing)
  return alert.msgType === 'Cancel' ? cancelled(bringing, live) : sentOrUpdated(bringing, live)
}

const known = (act: string): Refusal =>
  refuse('alert-known', 'alerts: an alert is taken over once under each label', { act })

/** What it says, if this house may say it: what is real as real, what is exercise or test under its name. */
function alertIn({ document, exercise, test }: ImportWish): CapAlert | Refusal {
  const { alert, findings } = readCapXml(encodeUtf8(document))
  const [first] = findings
  if (alert === undefined) {
    return unfit(first?.path ?? '/alert', first?.code ?? 'info-missing', `CAP 1.2 section ${first?.clause ?? '3.2.1'}`)
  }
  const status = exercise !== undefined ? 'Exercise' : test === true ? 'Test' : 'Actual'
  if (alert.status !== status) return unfit('/alert/status', 'status')
  const isKnownType = alert.msgType === 'Alert' || alert.msgType === 'Update' || alert.msgType === 'Cancel'
  return isKnownType ? alert : unfit('/alert/msgType', 'type')
}

/**
 * By whose certificate its signature holds, judged over the document as it came. What is false is refused; what cannot be verified here goes on as
 * unsigned if the officer says so (CAP 1.2, 3.3.4.1).
 */
function signerOf({ house, signers }: ImportPorts, { document, unverified }: ImportWish): string | undefined | Refusal {
  const now = house.clock.now()
  const valid = signers.filter(({ from, until }) => from <= now && now < until)
  const verdict = judgeSignature(encodeUtf8(document), valid)
  if (verdict.kind === 'verified') return verdict.signer
  if (verdict.kind === 'unsigned' || (unverified === true && unverifiable.has(verdict.why))) return undefined
  return refuse('alert-signature', 'CAP 1.2 section 3.3.4.1', { found: verdict.why })
}

const exerciseOf = ({ exercise, test }: ImportWish): string => (test === true ? testName : (exercise ?? ''))

const keyOf = (wish: ImportWish, reference: CapReference) => ({
  reference: referenceKey(reference),
  level: wish.level,
  category: wish.category,
  exercise: exerciseOf(wish),
})

/** What it refers to, as far as that came from the same sender under the same label, vouched for no better, and is live. */
async function predecessors({ ports, viewing, wish, alert, origin }: Bringing): Promise<readonly KnownAlert[]> {
  const named = parseReferences(alert.references ?? '') ?? []
  const found: KnownAlert[] = []
  for (const reference of named.filter(({ sender }) => sender === alert.sender)) {
    const row = await ports.house.store.find(imports, keyOf(wish, reference))
    if (row === undefined || (row.signer !== null && row.signer !== origin.signer)) continue
    const one = await knownAlert(viewing, row.act)
    if (one?.state === 'live') found.push(one)
  }
  return found
}

async function sentOrUpdated(bringing: Bringing, live: readonly KnownAlert[]): Promise<Imported | Refusal> {
  const { ports, viewing, by, wish, alert, origin } = bringing
  const { document: _, unverified: __, to, hours, ...label } = wish
  const { info = [], note, incidents, source } = alert
  const texts = Object.fromEntries(
    Object.entries({ note, incidents, source }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const blocks = {
    info: info.map((each) => ({ ...each })),
    ...(hours === undefined ? {} : { hours }),
    ...texts,
    origin,
  }
  const [first, ...rest] = live
  if (first === undefined) {
    const said = await say(ports.house, [decide.alert({ ...label, to, ...blocks }, by)], noting(bringing))
    return isRefusal(said) ? said : { outcome: 'sent', said, untold: [] }
  }
  const replaced = await replace(ports.house, viewing, {
    known: first,
    wish: { to, ...blocks },
    by,
    also: noting(bringing),
  })
  if (isRefusal(replaced)) return replaced
  for (const other of rest) {
    const ended = await end(ports.house, viewing, { known: other, wish: { note: nameOf(origin), origin }, by })
    if (isRefusal(ended) && ended.code !== 'alert-over') return ended
  }
  return { outcome: 'updated', ...replaced }
}

/** The last one is noted: what was broken off is done again. */
async function cancelled(bringing: Bringing, live: readonly KnownAlert[]): Promise<Imported | Refusal> {
  const { ports, viewing, by, alert, origin } = bringing
  let outcome: Composed | Refusal = refuse('alert-unreferenced', 'CAP 1.2 section 3.2.1: references')
  for (const [at, one] of live.entries()) {
    const also = at === live.length - 1 ? { also: noting(bringing) } : {}
    outcome = await end(ports.house, viewing, {
      known: one,
      wish: { note: alert.note ?? nameOf(origin), origin },
      by,
      ...also,
    })
    if (isRefusal(outcome)) return outcome
  }
  return isRefusal(outcome) ? outcome : { outcome: 'cancelled', said: outcome, untold: [] }
}

/** How CAP names an alert (3.2.1, references). */
const nameOf = ({ sender, identifier, sent }: CapReference): string => `${sender},${identifier},${sent}`

/** Of two who bring the same alert at once, one waits here and is told that it is known. */
function noting({ wish, alert, origin }: Bringing): Besides {
  return async (tx, [composed]) => {
    const act = composed?.act.id
    if (act === undefined) return []
    const key = keyOf(wish, origin)
    await tx.apply([keep(imports, { ...key, sender: alert.sender, signer: origin.signer ?? null, act })])
    const held = await tx.lock(imports, key)
    return held === undefined || held.act === act ? [] : known(held.act)
  }
}
