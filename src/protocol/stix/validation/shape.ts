import type { Vocabulary } from './vocabularies.ts'

/** Which types a reference may name; custom types too unless `only` is a list of types. */
export interface Target {
  readonly only?: readonly string[]
  readonly not?: readonly string[]
}

/** Texts with a form of their own; see `formats` in `values.ts`. */
export type Format =
  | 'relationship-type'
  | 'mime-type'
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  | 'charset'
  | 'url'
  | 'email'
  | 'domain'
  | 'cpe'
  | 'registry-key'

/** What a value must be (chapter 2 of the standard). */
export type Shape =
  | { readonly kind: 'text'; readonly format?: Format }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'hashes' }
  | { readonly kind: 'anything' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'hex' }
  | { readonly kind: 'language' }
  | { readonly kind: 'integer'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'float'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'timestamp'; readonly precision?: 'milliseconds' | 'seconds' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'open'; readonly vocabulary: Vocabulary }
  | { readonly kind: 'reference'; readonly to: Target }
  | { readonly kind: 'list'; readonly of: Shape; readonly mayBeEmpty?: true }
  | { readonly kind: 'either'; readonly one: Shape; readonly other: Shape }
  | { readonly kind: 'record'; readonly row: Row }
  | { readonly kind: 'dictionary'; readonly of: Shape; readonly keys?: 'any' | 'language' }
  | { readonly kind: 'extensions' }
  | { readonly kind: 'container' }

/** A rule between members of one object. */
export type Rule =
  /** At least one is there. */
  | { readonly kind: 'one-of'; readonly members: readonly string[]; readonly orExtension?: true }
  /** Where `member` is there, and is `is` if that is said, all of `needs` are. */
  | { readonly kind: 'needs'; readonly member: string; readonly is?: boolean; readonly needs: readonly string[] }
  | { readonly kind: 'excludes'; readonly member: string; readonly is?: boolean; readonly other: string }
  /** `later` is not before `earlier`; if `strictly`, after it. */
  | { readonly kind: 'order'; readonly earlier: string; readonly later: string; readonly strictly?: true }

/** A type of the standard as data. */
export interface Row {
  /** Section where it is defined. */
  readonly clause: string
  readonly members: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly rules?: readonly Rule[]
  readonly deprecated?: readonly string[]
}

export type Group = 'sdo' | 'sro' | 'sco' | 'meta'

/** A type of object. */
export interface ObjectRow extends Row {
  readonly group: Group
  /** Of an observable: the properties from which its id is made. */
  readonly contributes?: readonly string[]
  /** Predefined extensions by their key. */
  readonly extensions?: Readonly<Record<string, Row>>
}

export const text: Shape = { kind: 'text' }
export const texts: Shape = { kind: 'list', of: text }
export const boolean: Shape = { kind: 'boolean' }
export const integer: Shape = { kind: 'integer' }
export const natural: Shape = { kind: 'integer', least: 0 }
export const timestamp: Shape = { kind: 'timestamp' }
export const hex: Shape = { kind: 'hex' }
export const hashes: Shape = { kind: 'hashes' }

export const list = (of: Shape): Shape => ({ kind: 'list', of })
/** A list or a number as `one` says, or a text as `other` says. */
export const either = (one: Shape, other: Shape): Shape => ({ kind: 'either', one, other })
export const record = (row: Row): Shape => ({ kind: 'record', row })
export const open = (vocabulary: Vocabulary): Shape => ({ kind: 'open', vocabulary })
export const formed = (format: Format): Shape => ({ kind: 'text', format })
export const reference = (...only: readonly string[]): Shape => ({ kind: 'reference', to: { only } })
export const references = (...only: readonly string[]): Shape => list(reference(...only))
export const dictionary = (of: Shape = { kind: 'anything' }): Shape => ({ kind: 'dictionary', of })
export const notBefore = (earlier: string, later: string): Rule => ({ kind: 'order', earlier, later })
export const after = (earlier: string, later: string): Rule => ({ kind: 'order', earlier, later, strictly: true })
