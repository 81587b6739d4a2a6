import { XmlDocument, type XmlElement } from 'libxml2-wasm'
import { CapAlert } from './alert.ts'
import { checkAlert } from './check.ts'
import { alertElements, capNamespace } from './elements.ts'
import type { CapFinding } from './finding.ts'
import { signatureNamespace } from './signature.ts'
import { childElements, Reading } from './xml-elements.ts'
import { atRoot, openXml } from './xml-open.ts'

/** What a CAP document says, and what was found in it. `alert` is there if nothing found is an error. */
export interface ReadCap {
  readonly alert?: CapAlert
  readonly findings: readonly CapFinding[]
  /** An XML Signature stands in it. */
  readonly isSigned?: true
}

/** Reads a CAP 1.2 document in UTF-8. A signature beside the alert (XML Signature) is passed over here. */
export function readCapXml(bytes: Uint8Array): ReadCap {
  const document = openXml(bytes)
  if (!(document instanceof XmlDocument)) return { findings: [document] }
  try {
    return readRoot(document.root)
  } finally {
    document.dispose()
  }
}

const grammar = {
  namespace: capNamespace,
  clause: '3.4',
  isBeside: (namespace: string) => namespace === signatureNamespace,
}

function readRoot(root: XmlElement): ReadCap {
  if (root.name !== 'alert' || root.namespaceUri !== capNamespace) {
    return { findings: [atRoot('root', { name: root.name, namespace: root.namespaceUri })] }
  }
  const findings: CapFinding[] = []
  const members = new Reading(findings, grammar).members(root, alertElements, '/alert')
  if (findings.length > 0) return { findings }
  const alert = CapAlert.parse(members)
  const semantic = checkAlert(alert)
  if (semantic.some(({ severity }) => severity === 'error')) return { findings: semantic }
  const beside = [...childElements(root, () => undefined)]
  const isSigned = beside.some(({ namespaceUri }) => namespaceUri === signatureNamespace)
  return { alert, findings: semantic, ...(isSigned ? { isSigned } : {}) }
}
