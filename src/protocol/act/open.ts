import type { Json } from '#kernel/strict-json-reader.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { actIdOf, exerciseActType, parsePayloadType } from './act-id.ts'
import type { ActLimits } from './limits.ts'
import { actLimits } from './limits.ts'
import { knownMembers, statementSchema } from './schema.ts'
import type { Act, SignedAct, Statement } from './statement.ts'

/**
 * Reads what was signed: strict JSON, the form of every statement, nothing critical that we do not know. Says nothing about
 * signatures (verify.ts), kinds (acts/) or permission (the gate). Never throws, whatever a peer sent.
 */
export function openAct(signed: SignedAct, limits: ActLimits = actLimits): Act | Refusal<Code> {
  const payloadType = parsePayloadType(signed.payloadType)
  if (payloadType === undefined)
    return refuse('wrong-type', 'protocol 4: payload type', { type: signed.payloadType.slice(0, 80) })
  const parsed = parseStrictJson(signed.statement, { maxBytes: limits.actBytes, maxDepth: limits.depth })
  if (parsed.kind === 'finding') {
    return refuse('not-strict-json', 'protocol 2: strict profile', { finding: parsed.code, at: parsed.at })
  }
  const said = readStatement(parsed.value, limits)
  if ('code' in said) return said
  if ((said.statement.label.exercise !== undefined) !== (payloadType === exerciseActType)) {
    return refuse('wrong-type', 'protocol 5: exercise traffic has its own type', { type: payloadType })
  }
  return { ...signed, id: actIdOf(payloadType, signed.statement), said: said.statement }
}

function readStatement(value: Json, limits: ActLimits): { readonly statement: Statement } | Refusal<Code> {
  const checked = schemaFor(limits).safeParse(value)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const member = issue?.path.map(String).join('.') ?? ''
    return refuse('act-malformed', 'protocol 4: form of a statement', {
      member,
      why: (issue?.message ?? '').slice(0, 200),
    })
  }
  const unknown = checked.data.crit.find((member) => !knownMembers.has(member))
  if (unknown !== undefined) return refuse('crit-unknown', 'protocol 2: crit', { member: unknown })
  // The schema changes nothing, so the parser's own value is what was checked.
  return { statement: value as unknown as Statement }
}

/** A charter's limits are one object for a long time, and building a schema costs more than using it. */
const schemas = new WeakMap<ActLimits, ReturnType<typeof statementSchema>>()

function schemaFor(limits: ActLimits): ReturnType<typeof statementSchema> {
  const known = schemas.get(limits) ?? statementSchema(limits)
  schemas.set(limits, known)
  return known
}
