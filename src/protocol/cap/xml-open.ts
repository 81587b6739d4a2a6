import { ParseOption, XmlDocument, XmlParseError } from 'libxml2-wasm'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { capFinding, type CapFinding, type CapFindingCode } from './finding.ts'

/** Bytes of a document; resources carried inside count. */
export const mostCapBytes = 4 * 1024 * 1024

const declaredEncoding = /^<\?xml[^>]*\sencoding\s*=\s*["'](?<name>[^"']*)["']/u
const options = ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_SYS_CATALOG

/**
 * A document in UTF-8, which whoever takes it disposes of; or why it is none. Nothing is fetched, no entity is expanded: a document type is
 * refused before anything is parsed.
 */
export function openXml(bytes: Uint8Array): XmlDocument | CapFinding {
  const text = textOf(bytes)
  return typeof text === 'string' ? parsed(text) : text
}

export const atRoot = (code: CapFindingCode, params = {}): CapFinding =>
  capFinding(code, { path: '/', clause: '3.4', params })

function textOf(bytes: Uint8Array): string | CapFinding {
  if (bytes.length > mostCapBytes) return atRoot('long', { limit: mostCapBytes })
  const text = decodeUtf8(bytes)?.replace(/^\ufeff/u, '')
  if (text === undefined) return atRoot('encoding', { encoding: '?' })
  const encoding = declaredEncoding.exec(text)?.groups?.['name']
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') return atRoot('encoding', { encoding })
  return text.includes('<!DOCTYPE') || text.includes('<!ENTITY') ? atRoot('doctype') : text
}

function parsed(text: string): XmlDocument | CapFinding {
  try {
    return XmlDocument.fromString(text, { option: options })
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error
    const [first] = error.details
    return atRoot('unreadable', { line: first?.line ?? 0, reason: (first?.message ?? error.message).trim() })
  }
}
