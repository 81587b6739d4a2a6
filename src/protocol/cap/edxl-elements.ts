import { any, one, optional } from './elements.ts'

/** The namespace of EDXL-DE 1.0. */
export const edxlNamespace = 'urn:oasis:names:tc:emergency:EDXL:DE:1.0'

/** Words of a list that somebody keeps (EDXL-DE 1.0, 3.2.1). */
const listed = { of: [one('valueListUrn', 'text'), any('value', 'text')] } as const

const targetArea = {
  of: [
    any('circle', 'circle'),
    any('polygon', 'polygon'),
    any('country', 'text'),
    any('subdivision', 'text'),
    any('locCodeUN', 'text'),
  ],
} as const

const contentObject = {
  of: [
    optional('contentDescription', 'text'),
    any('contentKeyword', listed),
    optional('incidentID', 'text'),
    optional('incidentDescription', 'text'),
    any('originatorRole', listed),
    any('consumerRole', listed),
    optional('confidentiality', 'text'),
    optional('nonXMLContent', {
      of: [
        one('mimeType', 'text'),
        optional('size', 'size'),
        optional('digest', 'text'),
        optional('uri', 'text'),
        optional('contentData', 'base64'),
      ],
    }),
    optional('xmlContent', { of: [any('keyXMLContent', 'xml'), any('embeddedXMLContent', 'xml')] }),
  ],
} as const

/** EDXL-DE 1.0, 3.2: the distribution, in the order of its schema. */
export const distributionElements = [
  one('distributionID', 'text'),
  one('senderID', 'text'),
  one('dateTimeSent', 'moment'),
  one('distributionStatus', { word: 'distributionStatus' }),
  one('distributionType', { word: 'distributionType' }),
  one('combinedConfidentiality', 'text'),
  optional('language', 'text'),
  any('senderRole', listed),
  any('recipientRole', listed),
  any('keyword', listed),
  any('distributionReference', 'text'),
  any('explicitAddress', { of: [one('explicitAddressScheme', 'text'), any('explicitAddressValue', 'text')] }),
  any('targetArea', targetArea),
  any('contentObject', contentObject),
] as const
