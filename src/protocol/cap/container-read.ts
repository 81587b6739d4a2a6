import { XmlC14NMode, XmlDocument, type XmlElement } from 'libxml2-wasm'
import { decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import { distributionElements, edxlNamespace } from './edxl-elements.ts'
import { capNamespace, type MembersOf } from './elements.ts'
import { capFinding, type CapFinding, type CapFindingCode } from './finding.ts'
import { childElements, Reading, type Embedded } from './xml-elements.ts'
import { atRoot, openXml } from './xml-open.ts'
import { readCapXml, type ReadCap } from './xml-read.ts'

/** An alert that a file holds, as a document of its own. */
export interface HeldAlert extends ReadCap {
  /** Where it stands in the file; empty for a file that is nothing else. */
  readonly place: string
  /** As it came where the file is nothing else; otherwise in its exclusive canonical form, over which its signature still holds. */
  readonly document: string
}

/** What a file holds: a CAP alert, an EDXL-DE distribution, or an Atom or RSS feed with alerts inside. */
export interface HeldAlerts {
  readonly alerts: readonly HeldAlert[]
  /** Of the file itself. */
  readonly findings: readonly CapFinding[]
}

const atomNamespace = 'http://www.w3.org/2005/Atom'
const mostEntries = 500

/** Reads a file that may hold several alerts. Nothing is fetched: an entry that only leads to an alert elsewhere is told and passed over. */
export function readHeldAlerts(bytes: Uint8Array): HeldAlerts {
  const document = openXml(bytes)
  if (!(document instanceof XmlDocument)) return { alerts: [], findings: [document] }
  try {
    const { root } = document
    if (root.name === 'EDXLDistribution' && root.namespaceUri === edxlNamespace) return readDistribution(root)
    if (root.name === 'feed' && root.namespaceUri === atomNamespace) return readFeed([root], 'entry')
    if (root.name === 'rss' && root.namespaceUri === '') return readFeed([...named(root, 'channel')], 'item')
    return { alerts: [{ ...readCapXml(bytes), place: '', document: decodeUtf8(bytes) ?? '' }], findings: [] }
  } finally {
    document.dispose()
  }
}

function* named(parent: XmlElement, name: string): Generator<XmlElement> {
  for (const child of childElements(parent, () => undefined)) {
    if (child.name === name && child.namespaceUri === parent.namespaceUri) yield child
  }
}

const isAlert = ({ name, namespaceUri }: XmlElement): boolean => name === 'alert' && namespaceUri === capNamespace

function heldAt({ path, element }: Embedded): HeldAlert {
  const document = element.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, withComments: true })
  return { ...readCapXml(encodeUtf8(document)), place: path, document }
}

/** An alert stands in its entry, or in the `content` of it. */
function readFeed(channels: readonly XmlElement[], entryName: 'entry' | 'item'): HeldAlerts {
  const entries = channels.flatMap((channel) => [...named(channel, entryName)])
  if (entries.length > mostEntries)
    return { alerts: [], findings: [atRoot('element-many', { name: entryName, limit: mostEntries })] }
  const findings: CapFinding[] = []
  const alerts: HeldAlert[] = []
  for (const [at, entry] of entries.entries()) {
    const path = `/${entryName}[${at + 1}]`
    const inside = [entry, ...named(entry, 'content')].flatMap((part) => [...childElements(part, () => undefined)])
    const held = inside.filter(isAlert)
    if (held.length === 0) findings.push(capFinding('entry-elsewhere', { path, clause: 'Tamga' }))
    alerts.push(...held.map((element) => heldAt({ path, element })))
  }
  return { alerts, findings }
}

type Distribution = MembersOf<typeof distributionElements>

function readDistribution(root: XmlElement): HeldAlerts {
  const findings: CapFinding[] = []
  const path = '/EDXLDistribution'
  const reading = new Reading(findings, {
    namespace: edxlNamespace,
    clause: 'EDXL-DE 1.0, 3.2',
    isBeside: (namespace) => namespace !== edxlNamespace && namespace !== '',
  })
  const members = reading.members(root, distributionElements, path)
  if (findings.length > 0) return { alerts: [], findings }
  const said = members as Distribution
  const alerts = reading.embedded.filter(({ element }) => isAlert(element)).map(heldAt)
  const others = reading.embedded.filter(({ element }) => !isAlert(element))
  const wrong = unfitDistribution(said, alerts)
  const unread = others.map((each) => capFinding('content-unread', { path: each.path, clause: 'Tamga' }))
  return { alerts: wrong.length === 0 ? alerts : [], findings: [...wrong, ...unread] }
}

const sender = /^[^\s@]+@[^\s@]+$/u

/** What its schema does not see (EDXL-DE 1.0, 3.2.1, 3.2.3); and no exercise in what calls itself actual, nor the other way round. */
function unfitDistribution(
  { senderID, distributionStatus, contentObject = [] }: Distribution,
  alerts: readonly HeldAlert[],
): readonly CapFinding[] {
  const path = '/EDXLDistribution'
  const found = (code: CapFindingCode, element: string, clause: string, params = {}) =>
    capFinding(code, { path: `${path}/${element}`, clause, params })
  const findings: CapFinding[] = []
  if (!sender.test(senderID))
    findings.push(found('sender-form', 'senderID', 'EDXL-DE 1.0, 3.2.1', { value: senderID.slice(0, 100) }))
  for (const [at, { xmlContent, nonXMLContent }] of contentObject.entries()) {
    if ((xmlContent === undefined) === (nonXMLContent === undefined)) {
      findings.push(found('content-missing', `contentObject[${at + 1}]`, 'EDXL-DE 1.0, 3.2.3'))
    }
  }
  if (alerts.length === 0) findings.push(found('alert-missing', 'contentObject', 'Tamga'))
  const other = alerts.find(({ alert }) => alert !== undefined && alert.status !== distributionStatus)?.alert
  if (other !== undefined) {
    const params = { status: other.status, outside: distributionStatus }
    findings.push(found('status-differs', 'distributionStatus', 'Tamga', params))
  }
  return findings
}
