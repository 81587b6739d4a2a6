import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { decodeUtf8, equalBytes } from '#kernel/bytes.ts'
import { openCheckpoint } from './checkpoint.ts'
import { cosignedAt } from './cosignature.ts'
import type { Cosigner } from './cosignature.ts'
import { formatVkey, parseNote, parseVkey } from './note.ts'
import type { NoteKey } from './note.ts'

/**
 * Which logs and which of their cosignatures to trust. c2sp.org/tlog-policy. Names are octets, kept as latin-1; each is a
 * witness or a group, and is a member of at most one group.
 */
export interface Policy {
  readonly logs: readonly PolicyKey[]
  readonly witnesses: ReadonlyMap<string, PolicyKey>
  readonly groups: ReadonlyMap<string, PolicyGroup>
  /** A witness, a group or `none`. */
  readonly quorum: string
}

export interface PolicyKey {
  readonly key: NoteKey
  readonly url?: string
}

export interface PolicyGroup {
  readonly threshold: number
  readonly members: readonly string[]
}

/** Reads a policy; the refusal names the line. At most 64 KiB of lines are anyone's policy. */
export function parsePolicy(bytes: Uint8Array): Policy | Refusal<Code> {
  const draft: Draft = { logs: [], witnesses: new Map(), groups: new Map(), taken: new Set(), quorum: undefined }
  const lines = Array.from(bytes, (byte) => String.fromCharCode(byte))
    .join('')
    .split('\n')
  if (bytes.length > maxPolicyBytes || lines.pop() !== '') return malformed(lines.length + 1)
  for (const [at, line] of lines.entries()) {
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/u.test(line)) return malformed(at + 1)
    const [word = '', ...items] = line.split(/[ \t]+/u).filter((item) => item !== '')
    if (word !== '' && !word.startsWith('#') && !readLine(draft, word, items)) return malformed(at + 1)
  }
  const { logs, witnesses, groups, quorum } = draft
  return quorum === undefined ? malformed(lines.length + 1) : { logs, witnesses, groups, quorum }
}

/** Whether the note is a checkpoint of one of the policy's logs, cosigned by its quorum. */
export function meetsPolicy(noteText: string, policy: Policy): boolean {
  const note = parseNote(noteText)
  if (note === undefined || !policy.logs.some(({ key }) => openCheckpoint(noteText, key) !== undefined)) return false
  return hasQuorum(policy, (key) => cosignedAt(note, key) !== undefined)
}

/** Whether the cosignatures of the given keys make the policy's quorum. */
export function hasQuorum(policy: Policy, hasCosigned: (key: NoteKey) => boolean): boolean {
  const hasWitnessed = (name: string): boolean => {
    const witness = policy.witnesses.get(name)
    if (witness !== undefined) return hasCosigned(witness.key)
    const group = policy.groups.get(name)
    return group !== undefined && group.members.filter(hasWitnessed).length >= group.threshold
  }
  return policy.quorum === 'none' || hasWitnessed(policy.quorum)
}

/**
 * Our rule as a policy file: any `threshold` of the cosigners, each with all its keys. Cosigners' names are party slugs;
 * the keys of one are the witnesses `slug/1`, `slug/2`. What was signed with keys that were replaced stands: the log has a line for each of
 * its keys, and a cosigner with several sets of keys counts by any one whole set, `slug/set/1`.
 */
export function formatPolicy(log: NoteKey, cosigners: readonly Cosigner[], threshold: number): string {
  const lines = cosigners.flatMap(linesOfCosigner)
  const quorum =
    threshold === 0
      ? ['quorum none']
      : [`group witnesses ${threshold} ${cosigners.map(({ name }) => name).join(' ')}`, 'quorum witnesses']
  const logs = [log, ...(log.earlier ?? [])].map((key) => `log ${formatVkey(key)}`)
  return [...logs, ...lines, ...quorum, ''].join('\n')
}

function linesOfCosigner({ name, keys, earlier = [] }: Cosigner): readonly string[] {
  let count = 0
  const sets = [keys, ...earlier].map((set) => set.map((key) => ({ key, named: `${name}/${(count += 1)}` })))
  const witnesses = sets.flat().map(({ key, named }) => `witness ${named} ${formatVkey(key)}`)
  const membersOf = (set: (typeof sets)[number]): string => set.map(({ named }) => named).join(' ')
  if (earlier.length === 0) return [...witnesses, `group ${name} all ${sets.map(membersOf).join(' ')}`]
  const groups = sets.map((set, at) => `group ${name}/set/${at + 1} all ${membersOf(set)}`)
  return [...witnesses, ...groups, `group ${name} any ${sets.map((_, at) => `${name}/set/${at + 1}`).join(' ')}`]
}

const maxPolicyBytes = 256 * 1024

interface Draft {
  readonly logs: PolicyKey[]
  readonly witnesses: Map<string, PolicyKey>
  readonly groups: Map<string, PolicyGroup>
  /** Names that are a member of some group. */
  readonly taken: Set<string>
  quorum: string | undefined
}

type ReadLine = (draft: Draft, items: readonly string[]) => boolean

const readers: Readonly<Record<string, ReadLine>> = {
  log: readLog,
  witness: readWitness,
  group: readGroup,
  quorum: readQuorum,
}

const readLine = (draft: Draft, word: string, items: readonly string[]): boolean =>
  Object.hasOwn(readers, word) && readers[word]?.(draft, items) === true

function readLog(draft: Draft, [vkey = '', url, ...rest]: readonly string[]): boolean {
  const key = keyOf(vkey)
  if (key?.type !== 1 || rest.length > 0 || holds(draft.logs, key)) return false
  draft.logs.push({ key, ...(url === undefined ? {} : { url }) })
  return true
}

function readWitness(draft: Draft, [name = '', vkey = '', url, ...rest]: readonly string[]): boolean {
  const key = keyOf(vkey)
  if (key === undefined || key.type === 1 || rest.length > 0 || !isFree(draft, name)) return false
  if (holds([...draft.witnesses.values()], key)) return false
  draft.witnesses.set(name, { key, ...(url === undefined ? {} : { url }) })
  return true
}

function readGroup(draft: Draft, [name = '', count = '', ...members]: readonly string[]): boolean {
  const threshold =
    count === 'all' ? members.length : count === 'any' ? 1 : /^[1-9]\d*$/u.test(count) ? Number(count) : 0
  if (!isFree(draft, name) || threshold < 1 || threshold > members.length) return false
  for (const member of members) {
    if (!isDefined(draft, member) || draft.taken.has(member)) return false
    draft.taken.add(member)
  }
  draft.groups.set(name, { threshold, members })
  return true
}

function readQuorum(draft: Draft, [name = '', ...rest]: readonly string[]): boolean {
  if (draft.quorum !== undefined || rest.length > 0 || (name !== 'none' && !isDefined(draft, name))) return false
  draft.quorum = name
  return true
}

const isDefined = (draft: Draft, name: string): boolean => draft.witnesses.has(name) || draft.groups.has(name)
const isFree = (draft: Draft, name: string): boolean => name !== '' && name !== 'none' && !isDefined(draft, name)

const holds = (keys: readonly PolicyKey[], key: NoteKey): boolean =>
  keys.some((other) => equalBytes(other.key.key, key.key))

function keyOf(octets: string): NoteKey | undefined {
  return parseVkey(decodeUtf8(Uint8Array.from(octets, (octet) => octet.charCodeAt(0))) ?? '')
}

const malformed = (line: number): Refusal<Code> => refuse('policy-malformed', 'tlog-policy', { line })
