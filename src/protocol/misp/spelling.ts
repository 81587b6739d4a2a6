/** A literal of a pattern, a member of an observable. */
export type Literal = string | number

/** How a part of a value is written on either side. */
export interface Spelling {
  /** `undefined` for what is no such value. */
  readonly toStix: (text: string) => Literal | undefined
  readonly toMisp: (literal: Literal) => string
}

export const asText: Spelling = { toStix: (text) => (text === '' ? undefined : text), toMisp: String }

/** `443`; ports end at 65535. */
export const portNumber: Spelling = {
  toStix: (text) => (/^\d{1,5}$/u.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
  toMisp: String,
}

/** `AS64496` or `64496`; numbers end at 2^32 - 1 (RFC 6793). */
export const asNumber: Spelling = {
  toStix: (text) => {
    const digits = /^(?:AS)?(\d{1,10})$/iu.exec(text)?.[1]
    return digits !== undefined && Number(digits) < 2 ** 32 ? Number(digits) : undefined
  },
  toMisp: (literal) => `AS${literal}`,
}

/** `02-AB-…` or `02:ab:…`; STIX wants colons and small letters (STIX 2.1 section 6.8). */
export const macAddress: Spelling = {
  toStix: (text) => {
    const spelled = text.toLowerCase().replaceAll('-', ':')
    return /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/u.test(spelled) ? spelled : undefined
  },
  toMisp: String,
}

const hives: Readonly<Record<string, string>> = {
  HKCC: 'HKEY_CURRENT_CONFIG',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKCU: 'HKEY_CURRENT_USER',
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKU: 'HKEY_USERS',
}

/** `HKLM\\Software`: STIX wants the hive in full (STIX 2.1 section 6.17). */
export const registryKey: Spelling = {
  toStix: (text) => {
    const [, short = '', rest = ''] = /^(HKCC|HKCR|HKCU|HKLM|HKU)(\\[^]*)?$/iu.exec(text) ?? []
    return asText.toStix(short === '' ? text : `${hives[short.toUpperCase()] ?? short}${rest}`)
  },
  toMisp: String,
}

/** Which of the two addresses a text is; a network has its length behind a slash. */
export function addressType(text: string): 'ipv4-addr' | 'ipv6-addr' {
  return text.includes(':') ? 'ipv6-addr' : 'ipv4-addr'
}
