import type { CapAlert } from './alert.ts'
import { checkInfos } from './check-info.ts'
import { capFinding } from './finding.ts'
import type { CapFinding, CapFindingCode } from './finding.ts'
import { parseReferences, referenceKey } from './references.ts'
import { capTimeMs } from './time.ts'

/** What an XML schema does not see in an alert that is otherwise well formed: CAP 1.2, 3.2, and what its users agreed on since. */
export function checkAlert(alert: CapAlert): readonly CapFinding[] {
  return [...checkScope(alert), ...checkStatus(alert), ...checkReferences(alert), ...checkInfos(alert)]
}

const found = (code: CapFindingCode, element: string, params = {}): CapFinding =>
  capFinding(code, { path: `/alert/${element}`, clause: '3.2.1', params })

/** 3.2.1: who it is for. */
function checkScope({ scope, restriction, addresses }: CapAlert): readonly CapFinding[] {
  const findings: CapFinding[] = []
  if (scope === 'Restricted' && restriction === undefined) findings.push(found('restriction-missing', 'restriction'))
  if (scope !== 'Restricted' && restriction !== undefined) findings.push(found('restriction-unused', 'restriction'))
  if (scope === 'Private' && addresses === undefined) findings.push(found('addresses-missing', 'addresses'))
  if (scope === 'Public' && addresses !== undefined) findings.push(found('addresses-unused', 'addresses'))
  return findings
}

/** 3.2.1: an exercise is named, and a rejection gives its reason, in `note`. */
function checkStatus({ status, msgType, note }: CapAlert): readonly CapFinding[] {
  if (note !== undefined) return []
  if (status === 'Exercise') return [found('exercise-unnamed', 'note')]
  return msgType === 'Error' ? [found('reason-missing', 'note')] : []
}

/** 3.2.1: what an alert is about when it does not stand for itself. */
function checkReferences(alert: CapAlert): readonly CapFinding[] {
  const { msgType, references, sent } = alert
  if (references === undefined) return msgType === 'Alert' ? [] : [found('references-missing', 'references')]
  const named = parseReferences(references) ?? []
  const findings = msgType === 'Alert' ? [found('references-unused', 'references')] : []
  const own = referenceKey(alert)
  const keys = named.map(referenceKey)
  if (keys.includes(own)) findings.push(found('references-self', 'references'))
  if (new Set(keys).size < keys.length) findings.push(found('references-twice', 'references'))
  const at = capTimeMs(sent) ?? 0
  const later = named.find((each) => (capTimeMs(each.sent) ?? 0) > at)
  if (later !== undefined) findings.push(found('references-later', 'references', { named: later.sent, sent }))
  return findings
}
