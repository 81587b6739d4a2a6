import { encodeUtf8 } from '#kernel/bytes.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import { inconsistencies } from '../consistency.ts'
import type { Inconsistency } from '../consistency.ts'
import { lineOf, linesOf } from './locate.ts'
import { foundersOf, Profile } from './profile.ts'

/** Something wrong with a profile file: `line` from 1, `path` like `agreements.0.ceiling`, empty for the whole file. */
export interface ProfileFinding {
  readonly severity: 'error' | 'warning'
  readonly line: number
  readonly path: string
  readonly message: string
}

export interface ProfileCheck {
  readonly findings: readonly ProfileFinding[]
  /** Only if no finding is an error. */
  readonly profile?: Profile
}

const maxBytes = 1_048_576

/** Reads a profile file by schema and by rules. Never throws for what the file says. */
export function checkProfile(text: string): ProfileCheck {
  const bytes = encodeUtf8(text)
  const json = parseStrictJson(bytes, { maxBytes, maxDepth: 32 })
  if (json.kind === 'finding') {
    const line = lineAtByte(bytes, json.at)
    return { findings: [{ severity: 'error', line, path: '', message: `not strict JSON: ${json.code}` }] }
  }
  const locate = located(text)
  const read = Profile.safeParse(json.value)
  if (!read.success) {
    return {
      findings: read.error.issues.map(({ path, message }) => locate('error', { path: path.map(plain), message })),
    }
  }
  const errors = [
    ...inconsistencies(read.data),
    ...strangersInAgreements(read.data),
    ...tooManyFounders(read.data),
  ].map((one) => locate('error', one))
  const findings = [...errors, ...fewWitnesses(read.data).map((one) => locate('warning', one))]
  return errors.length > 0 ? { findings } : { findings, profile: read.data }
}

/** In a profile an agreement names only parties of the file; a charter's agreements outlive their parties. */
function strangersInAgreements({ agreements, parties }: Profile): readonly Inconsistency[] {
  const known = new Set(parties.map(({ party }) => party))
  return agreements.flatMap((agreement, at) =>
    agreement.parties.flatMap(({ party }, row) =>
      known.has(party)
        ? []
        : [{ path: ['agreements', at, 'parties', row, 'party'], message: `"${party}" is no party of this file` }],
    ),
  )
}

/** What a founder's keys and name take in the act of founding, rounded up. */
const founderBytes = 9500

/** The act that founds holds every founder's keys and all of the file, and is an act like any other. */
function tooManyFounders(profile: Profile): readonly Inconsistency[] {
  const founders = foundersOf(profile).length
  const facts = encodeUtf8(JSON.stringify(profile)).length
  const room = profile.limits.actBytes - facts
  if (founders * founderBytes <= room) return []
  const most = Math.max(0, Math.floor(room / founderBytes))
  const message = `${founders} parties found together, and one act has room for ${most}: take the url from those that join later`
  return [{ path: ['parties'], message }]
}

/** Three witnesses tolerate a silent one, four a lying one (protocol.md 6). */
function fewWitnesses({ parties, standings }: Profile): readonly Inconsistency[] {
  const witnessing = new Set(standings.filter(({ rights }) => rights.includes('witness')).map(({ name }) => name))
  const count = parties.filter(
    ({ url, standings: held }) => url !== undefined && held.some(({ standing }) => witnessing.has(standing)),
  ).length
  const message = `${count} witnesses: with fewer than four parties that witness, add a neutral one`
  return count < 4 ? [{ path: ['parties'], message }] : []
}

function located(text: string): (severity: ProfileFinding['severity'], at: Inconsistency) => ProfileFinding {
  const lines = linesOf(text)
  return (severity, { path, message }) => ({ severity, line: lineOf(lines, path), path: path.join('.'), message })
}

function lineAtByte(bytes: Uint8Array, at: number): number {
  return bytes.subarray(0, at).reduce((line, byte) => (byte === 10 ? line + 1 : line), 1)
}

const plain = (step: PropertyKey): string | number => (typeof step === 'number' ? step : String(step))
