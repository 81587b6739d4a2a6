import { chmod, stat } from 'node:fs/promises'
import { Examined, Status } from './answers.ts'
import type { Client } from './client.ts'
import { contextsPath } from './context.ts'
import { missingMessages } from './catalogue.ts'
import { languages } from './language.ts'
import type { Finding } from './finding.ts'
import type { Session } from './session.ts'
import { Stop } from './stop.ts'
import { fetchTo } from './trust.ts'

const skewWarnMs = 60_000
const quietPeerMs = 10 * 60_000
const longestLagSeconds = 60

export async function ownFindings(session: Session): Promise<readonly Finding[]> {
  const missing = missingMessages()
  const catalogues: Finding =
    missing.length === 0
      ? { check: 'catalogues', state: 'ok', params: { count: languages.length } }
      : { check: 'catalogues', state: 'bad', params: { count: missing.length, first: missing[0] ?? '' } }
  return [catalogues, ...(await fileFinding('contexts', contextsPath(session.io)))]
}

/** A file that only its owner may read; nothing to say where there is none. */
export async function fileFinding(check: string, file: string): Promise<readonly Finding[]> {
  const about = await stat(file).catch(() => undefined)
  if (about === undefined) return []
  if ((about.mode & 0o077) === 0) return [{ check, state: 'ok', params: { file } }]
  return [{ check, state: 'bad', params: { file }, fix: `chmod 600 ${file}`, mend: () => chmod(file, 0o600) }]
}

/** What the node says of itself, and what its answer shows of the clocks. */
export async function nodeFindings(session: Session): Promise<readonly Finding[]> {
  const target = await session.target()
  const node = target.node.origin
  const token = await fileFinding('token', target.tokenFile)
  try {
    const client = await session.node()
    const answer = await client.raw('/api/v1/status')
    const status = statusFindings(await readStatus(answer), session.io.clock.now())
    const answers: Finding = { check: 'node', state: 'ok', params: { node } }
    return [...token, answers, ...clockFinding(answer, session), ...status, ...(await examined(client))]
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const isAway = error.exit === 6
    const finding: Finding = isAway
      ? { check: 'node', state: 'bad', params: { node }, fix: 'tamga serve --config node.json' }
      : {
          check: 'login',
          state: 'bad',
          params: { node, code: error.problem.code ?? '' },
          fix: `tamga login --node ${node} --token-file F`,
        }
    return [...token, finding]
  }
}

/** What the node itself finds; only its administrators are told. */
async function examined(client: Client): Promise<readonly Finding[]> {
  try {
    const { checks } = await client.ask('/api/v1/doctor', Examined)
    return checks.map(({ fix, ...finding }) => ({ ...finding, ...(fix === undefined ? {} : { fix }) }))
  } catch (error) {
    if (error instanceof Stop && error.exit === 4) return []
    throw error
  }
}

async function readStatus(answer: Response): Promise<Status> {
  return Status.parse(await answer.json())
}

function clockFinding(answer: Response, { io }: Session): readonly Finding[] {
  const theirs = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return []
  const skewMs = Math.abs(Date.parse(io.clock.now()) - theirs)
  const params = { seconds: Math.max(1, Math.ceil(skewMs / 1000)) }
  return [
    {
      check: 'clock',
      state: skewMs > skewWarnMs ? 'warn' : 'ok',
      params,
      ...(skewMs > skewWarnMs ? { fix: 'timedatectl set-ntp true' } : {}),
    },
  ]
}

function statusFindings({ peers, journal, recovery, search, party }: Status, now: string): readonly Finding[] {
  const away = peers.filter(({ state, lastContact }) => state !== 'open' && isQuiet(lastContact, now))
  const links: Finding =
    away.length === 0
      ? { check: 'peers', state: 'ok', params: { count: peers.length } }
      : {
          check: 'peers',
          state: 'warn',
          params: { count: away.length, parties: away.map((peer) => peer.party).join(', ') },
          fix: 'tamga peer list',
        }
  const halted: Finding =
    journal?.kind === 'halted'
      ? { check: 'journal', state: 'bad', params: { party, reason: journal.reason ?? '' }, fix: 'tamga verify --all' }
      : { check: 'journal', state: 'ok', params: { party, size: journal?.size ?? 0 } }
  return [links, halted, ...recoveryFinding(recovery?.kind), searchFinding(search, now)]
}

/** What is recorded is found within seconds, or something is wrong. */
function searchFinding(search: Status['search'], now: string): Finding {
  const { lag, lagSince } = search ?? { lag: 0 }
  const seconds = lagSince === undefined ? 0 : Math.max(0, Math.round((Date.parse(now) - Date.parse(lagSince)) / 1000))
  return { check: 'search', state: seconds > longestLagSeconds ? 'warn' : 'ok', params: { lag, seconds } }
}

/** A database that is older than the journal. */
function recoveryFinding(kind = 'none'): readonly Finding[] {
  if (kind === 'none') return []
  if (kind === 'recovering') return [{ check: 'recovery', state: 'warn' }]
  return [{ check: kind === 'copy' ? 'copy' : 'recovery', state: 'bad', fix: 'tamga recover' }]
}

function isQuiet(lastContact: string | undefined, now: string): boolean {
  return lastContact === undefined || Date.parse(now) - Date.parse(lastContact) > quietPeerMs
}

/** The lines of `/readyz?verbose` that are not well: storage, migrations, keys. */
export async function readyFinding(session: Session): Promise<readonly Finding[]> {
  const target = await session.target()
  try {
    const ask = new Request(new URL('/readyz?verbose', target.node), { signal: session.io.signal })
    const answer = await fetchTo(session.io, target)(ask)
    const text = await answer.text()
    if (answer.ok) return [{ check: 'ready', state: 'ok' }]
    return [{ check: 'ready', state: 'bad', params: { said: text.trim().replaceAll('\n', '; ').slice(0, 300) } }]
  } catch (error) {
    if (session.io.signal.aborted) throw error
    return []
  }
}
