/** Small STIX documents for tests: invented names, fixed ids. */
export interface BundleObject {
  readonly name: string
  /** Last group of the id, one to twelve hex digits: different objects need different ones. */
  readonly mark: string
  readonly modified?: string
  readonly more?: Readonly<Record<string, unknown>>
}

export function malware({ name, mark, modified = '2026-01-01T00:00:00.000Z', more = {} }: BundleObject) {
  return {
    type: 'malware',
    spec_version: '2.1',
    id: `malware--31b940d4-6f7f-459a-80ea-${mark.padStart(12, '0')}`,
    created: '2026-01-01T00:00:00.000Z',
    modified,
    name,
    is_family: true,
    ...more,
  }
}

export const person = {
  type: 'identity',
  spec_version: '2.1',
  id: 'identity--31b940d4-6f7f-459a-80ea-00000000dead',
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: 'A person',
  identity_class: 'individual',
}

/** A bundle as an analyst's tool would write it: indented, so that byte faithfulness is seen. */
export function bundle(...objects: readonly object[]): Uint8Array {
  const whole = { type: 'bundle', id: 'bundle--0f2b8cb2-1c3e-4a1f-9b7d-2f6d2b1f8f01', objects }
  return new TextEncoder().encode(JSON.stringify(whole, null, 2))
}

/** The bytes of the n-th object of `bundle(...)` as they stand in it. */
export function rawObject(object: object): string {
  return JSON.stringify(object, null, 2).replaceAll('\n', '\n    ')
}
