import { XmlCData, XmlComment, XmlElement, XmlText } from 'libxml2-wasm'
import { longestValue, mostSiblings } from './alert.ts'
import type { CapElement, Holds } from './elements.ts'
import { capFinding, type CapFinding, type CapFindingCode } from './finding.ts'
import { leafFault } from './leaf.ts'
import { capWords } from './words.ts'

/** Whose elements are read, and by which section. */
export interface Grammar {
  readonly namespace: string
  readonly clause: string
  /** What may stand beside them and is passed over, by its namespace. */
  readonly isBeside: (namespace: string) => boolean
}

/** An element of another standard inside a document. */
export interface Embedded {
  readonly path: string
  readonly element: XmlElement
}

/** Elements read by a grammar that is data; what is wrong is added to the findings. */
export class Reading {
  readonly #findings: CapFinding[]
  readonly #grammar: Grammar
  readonly embedded: Embedded[] = []

  constructor(findings: CapFinding[], grammar: Grammar) {
    this.#findings = findings
    this.#grammar = grammar
  }

  /** The children of an element as members, judged against the sequence of its type (3.4). */
  members(parent: XmlElement, elements: readonly CapElement[], path: string): Readonly<Record<string, unknown>> {
    const members: Record<string, unknown> = {}
    if (parent.attrs.length > 0) this.#found('attribute', path, { name: parent.attrs[0]?.name ?? '' })
    let place = 0
    for (const child of childElements(parent, (text) => this.#mixed(text, path))) {
      const at = elements.findIndex(({ name }) => name === child.name && child.namespaceUri === this.#grammar.namespace)
      const element = elements[at]
      if (element === undefined) {
        if (!this.#grammar.isBeside(child.namespaceUri)) this.#found('element-unknown', path, { name: child.name })
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
    if (holds === 'xml') return this.#embed(child, path)
    const text = this.#text(child, path)
    if (text === '') this.#found('empty', path)
    else if (text.length > longestValue(holds)) this.#found('long', path, { limit: longestValue(holds) })
    else this.#judge(text, holds, path)
    return text
  }

  #embed(child: XmlElement, path: string): string {
    for (const element of childElements(child, (text) => this.#mixed(text, path))) {
      this.embedded.push({ path: `${path}/${element.name}`, element })
    }
    return path
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
    if (this.#findings.length < mostFindings)
      this.#findings.push(capFinding(code, { path, clause: this.#grammar.clause, params }))
  }
}

/** Of one document; what comes after is as wrong as what came before. */
const mostFindings = 200

export function* childElements(parent: XmlElement, onText: (text: string) => void): Generator<XmlElement> {
  for (let child = parent.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) yield child
    else if (child instanceof XmlText || child instanceof XmlCData) onText(child.content)
    else if (!(child instanceof XmlComment)) continue
  }
}
