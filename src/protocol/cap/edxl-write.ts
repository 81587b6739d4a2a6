import type { CapAlert } from './alert.ts'
import { edxlNamespace } from './edxl-elements.ts'
import { parseGroup } from './group.ts'
import { parseReferences } from './references.ts'
import { escapedXml } from './xml-text.ts'
import { capXml } from './xml-write.ts'

/** CAP's message types as EDXL-DE says them (1.0, 3.2.1). */
const types: Readonly<Partial<Record<CapAlert['msgType'], string>>> = { Update: 'Update', Cancel: 'Cancel' }

/** The alert in a distribution of EDXL-DE 1.0: to whom it goes and where it applies stand outside, the CAP document whole inside. */
export function edxlXml(alert: CapAlert, confidentiality: string): string {
  const { identifier, sender, sent, status, msgType, addresses, references, info = [] } = alert
  const [first] = info
  const named = references === undefined ? [] : (parseReferences(references) ?? [])
  const areas = info.flatMap(({ area = [] }) => area)
  const shapes = (name: 'circle' | 'polygon') =>
    [...new Set(areas.flatMap((area) => area[name] ?? []))].map((shape) => element(name, shape))
  const places = [...shapes('circle'), ...shapes('polygon')]
  const to = addresses === undefined ? [] : (parseGroup(addresses) ?? [])
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<EDXLDistribution xmlns="${edxlNamespace}">`,
    element('distributionID', identifier),
    element('senderID', sender),
    element('dateTimeSent', sent),
    element('distributionStatus', status),
    element('distributionType', types[msgType] ?? 'Report'),
    element('combinedConfidentiality', confidentiality),
    ...(first?.language === undefined ? [] : [element('language', first.language)]),
    ...named.map((each) => element('distributionReference', [each.identifier, each.sender, each.sent].join(','))),
    ...wrapped('explicitAddress', [
      ...to.slice(0, 1).map(() => element('explicitAddressScheme', partyScheme)),
      ...to.map((party) => element('explicitAddressValue', party)),
    ]),
    ...wrapped('targetArea', places),
    '<contentObject>',
    ...(first === undefined ? [] : [element('contentDescription', first.headline ?? first.event)]),
    '<xmlContent>',
    '<embeddedXMLContent>',
    capXml(alert)
      .replace(/^<\?xml[^>]*>\n/u, '')
      .trimEnd(),
    '</embeddedXMLContent>',
    '</xmlContent>',
    '</contentObject>',
    '</EDXLDistribution>',
    '',
  ].join('\n')
}

const partyScheme = 'urn:tamga:party'

const element = (name: string, text: string): string => `<${name}>${escapedXml(text)}</${name}>`

const wrapped = (name: string, inside: readonly string[]): readonly string[] =>
  inside.length === 0 ? [] : [`<${name}>`, ...inside, `</${name}>`]
