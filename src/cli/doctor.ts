import { chmod, stat } from 'node:fs/promises'
import { Status } from './answers.ts'
import { contextsPath } from './context.ts'
import { missingMessages } from './catalogue.ts'
import { languages } from './language.ts'
import type { Session } from './session.ts'
import { Stop } from './stop.ts'

/** One finding: the sentence is `cli.doctor.<check>.<state>`, the command that mends it stands beside. */
export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly params?: Readonly<Record<string, string | number>>
  /** A command line, without `tamga` in front where it is another program's. */
  readonly fix?: string
  /** Mends it here and now; only what belongs to this user on this machine. */
  readonly mend?: () => Promise<void>
}

const skewWarnMs = 60_000
const quietPeerMs = 10 * 60_000

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
    return [...token, { check: 'node', state: 'ok', params: { node } }, ...clockFinding(answer, session), ...status]
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

function statusFindings({ peers, journal, search, party }: Status, now: string): readonly Finding[] {
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
  const lag = search?.lag ?? 0
  return [links, halted, { check: 'search', state: lag > 1000 ? 'warn' : 'ok', params: { lag } }]
}

function isQuiet(lastContact: string | undefined, now: string): boolean {
  return lastContact === undefined || Date.parse(now) - Date.parse(lastContact) > quietPeerMs
}

/** The lines of `/readyz?verbose` that are not well: storage, migrations, keys. */
export async function readyFinding(session: Session): Promise<readonly Finding[]> {
  const { node } = await session.target()
  try {
    const answer = await session.io.fetch(new Request(new URL('/readyz?verbose', node), { signal: session.io.signal }))
    const text = await answer.text()
    if (answer.ok) return [{ check: 'ready', state: 'ok' }]
    return [{ check: 'ready', state: 'bad', params: { said: text.trim().replaceAll('\n', '; ').slice(0, 300) } }]
  } catch (error) {
    if (session.io.signal.aborted) throw error
    return []
  }
}
