import { ParseOption, XmlDocument, XmlElement, XmlCData, XmlComment, XmlParseError, XmlText } from 'libxml2-wasm'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { CapAlert, longestValue, mostSiblings } from './alert.ts'
import { checkAlert } from './check.ts'
import { alertElements, capNamespace } from './elements.ts'
import type { CapElement, Holds } from './elements.ts'
import { capFinding } from './finding.ts'
import type { CapFinding, CapFindingCode } from './finding.ts'
import { leafFault } from './leaf.ts'
import { capWords } from './words.ts'

/** What a CAP document says, and what was found in it. `alert` is there if nothing found is an error. */
export interface ReadCap {
  readonly alert?: CapAlert
  readonly findings: readonly CapFinding[]
}

/** Bytes of a document; resources carried inside count. */
export const mostCapBytes = 4 * 1024 * 1024

const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'
const declaredEncoding = /^<\?xml[^>]*\sencoding\s*=\s*["'](?<name>[^"']*)["']/u
const options = ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_SYS_CATALOG

/**
 * Reads a CAP 1.2 document in UTF-8. Nothing is fetched, no entity is expanded: a document type is refused before anything is parsed.
 * A signature beside the alert (XML Signature) is passed over here.
 */
export function readCapXml(bytes: Uint8Array): ReadCap {
  const text = textOf(bytes)
  if (typeof text !== 'string') return { findings: [text] }
  const document = parsed(text)
  if (!(document instanceof XmlDocument)) return { findings: [document] }
  try {
    return readRoot(document.root)
  } finally {
    document.dispose()
  }
}

const atRoot = (code: CapFindingCode, params = {}): CapFinding => capFinding(code, { path: '/', clause: '3.4', params })

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

function readRoot(root: XmlElement): ReadCap {
  if (root.name !== 'alert' || root.namespaceUri !== capNamespace) {
    return { findings: [atRoot('root', { name: root.name, namespace: root.namespaceUri })] }
  }
  const findings: CapFinding[] = []
  const members = new Reading(findings).members(root, alertElements, '/alert')
  if (findings.length > 0) return { findings }
  const alert = CapAlert.parse(members)
  const semantic = checkAlert(alert)
  return semantic.some(({ severity }) => severity === 'error') ? { findings: semantic } : { alert, findings: semantic }
}

class Reading {
  readonly #findings: CapFinding[]

  constructor(findings: CapFinding[]) {
    this.#findings = findings
  }

  /** The children of an element as members, judged against the sequence of its type (3.4). */
  members(parent: XmlElement, elements: readonly CapElement[], path: string): Readonly<Record<string, unknown>> {
    const members: Record<string, unknown> = {}
    if (parent.attrs.length > 0) this.#found('attribute', path, { name: parent.attrs[0]?.name ?? '' })
    let place = 0
    for (const child of childElements(parent, (text) => this.#mixed(text, path))) {
      const at = elements.findIndex(({ name }) => name === child.name && child.namespaceUri === capNamespace)
      const element = elements[at]
      if (element === undefined) {
        if (child.namespaceUri !== signatureNamespace) this.#found('element-unknown', path, { name: child.name })
        continue
      }
      if (at < place) this.#found('element-order', path, { name: child.name, after: elements[place]?.name ?? '' })
      place = Math.max(place, at)
      this.#take(members, element, { child, path })
    }
    for (const { name, occurs } of elements) {
      const isNeeded = occurs === 'one' || occurs === 'some'
      if (isNeeded && members[name] === undefined) this.#found('element-missing', path, { name })
    }
    return members
  }

  #take(
    members: Record<string, unknown>,
    { name, occurs, holds }: CapElement,
    { child, path }: { readonly child: XmlElement; readonly path: string },
  ): void {
    const isList = occurs === 'any' || occurs === 'some'
    const before = members[name]
    if (!isList) {
      if (before !== undefined) this.#found('element-repeated', path, { name })
      members[name] = this.#value(child, holds, `${path}/${name}`)
      return
    }
    const list: unknown[] = Array.isArray(before) ? before : (members[name] = [])
    if (list.length === mostSiblings) this.#found('element-many', path, { name, limit: mostSiblings })
    if (list.length <= mostSiblings) list.push(this.#value(child, holds, `${path}/${name}[${list.length + 1}]`))
  }

  #value(child: XmlElement, holds: Holds, path: string): unknown {
    if (typeof holds === 'object' && 'of' in holds) return this.members(child, holds.of, path)
    const text = this.#text(child, path)
    if (text === '') this.#found('empty', path)
    else if (text.length > longestValue(holds)) this.#found('long', path, { limit: longestValue(holds) })
    else this.#judge(text, holds, path)
    return text
  }

  #judge(text: string, holds: Exclude<Holds, { readonly of: unknown }>, path: string): void {
    if (typeof holds !== 'object') {
      const fault = leafFault(holds, text)
      if (fault !== undefined) this.#found(fault, path, { value: text.slice(0, 100).toWellFormed() })
      return
    }
    const allowed: readonly string[] = capWords[holds.word]
    if (!allowed.includes(text)) {
      this.#found('unlisted', path, { value: text.slice(0, 100).toWellFormed(), allowed: allowed.join(', ') })
    }
  }

  #text(element: XmlElement, path: string): string {
    if (element.attrs.length > 0) this.#found('attribute', path, { name: element.attrs[0]?.name ?? '' })
    let text = ''
    for (const child of childElements(element, (part) => (text += part))) {
      this.#found('element-unknown', path, { name: child.name })
    }
    return text
  }

  #mixed(text: string, path: string): void {
    if (text.trim() !== '') this.#found('element-mixed', path)
  }

  #found(code: CapFindingCode, path: string, params = {}): void {
    if (this.#findings.length < mostFindings) this.#findings.push(capFinding(code, { path, clause: '3.4', params }))
  }
}

/** Of one document; what comes after is as wrong as what came before. */
const mostFindings = 200

function* childElements(parent: XmlElement, onText: (text: string) => void): Generator<XmlElement> {
  for (let child = parent.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) yield child
    else if (child instanceof XmlText || child instanceof XmlCData) onText(child.content)
    else if (!(child instanceof XmlComment)) continue
  }
}
