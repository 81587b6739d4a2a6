import type { StixJson } from './collected.ts'
import { secondsOf } from './export-attribute.ts'
import { reportMembers } from './placed-members.ts'
import { typeOf } from './references.ts'
import type { MispRow } from './report.ts'
import { factsOf, textIn, uuidIn } from './stix-bundle.ts'

/** A reference of an object of MISP again (misp-core-format: ObjectReference). */
export function referenceOf(relationship: StixJson, rows: MispRow[]) {
  const { facts } = factsOf(relationship)
  const [type, target] = [textIn(relationship, 'relationship_type'), textIn(relationship, 'target_ref')]
  reportMembers(relationship, rows, ['relationship_type', 'description', 'source_ref', 'target_ref'])
  return {
    uuid: uuidIn(relationship.id),
    object_uuid: uuidIn(textIn(relationship, 'source_ref')),
    referenced_uuid: uuidIn(target),
    referenced_type: target.startsWith('grouping--') ? '1' : '0',
    relationship_type: facts.relation !== undefined && typeOf(facts.relation) === type ? facts.relation : type,
    comment: textIn(relationship, 'description'),
    timestamp: secondsOf(relationship, rows),
    deleted: relationship['revoked'] === true,
  }
}
