/** Addresses that agree in their first `prefix` bits, of 32 or 128. */
export interface AddressRange {
  readonly bits: 32 | 128
  readonly prefix: number
  readonly address: bigint
}

const form = /^(?<address>[0-9a-fA-F.:]{2,45})(?:\/(?<prefix>0|[1-9]\d{0,2}))?$/u

/** `198.51.100.0/24`, `2001:db8::1`, in CIDR notation or one address (STIX 2.1 sections 6.9 and 6.10). */
export function parseAddressRange(text: string): AddressRange | undefined {
  const { address = '', prefix } = form.exec(text)?.groups ?? {}
  const bits = address.includes(':') ? 128 : 32
  const value = bits === 128 ? ipv6(address) : ipv4(address)
  const length = prefix === undefined ? bits : Number(prefix)
  return value === undefined || length > bits ? undefined : { bits, prefix: length, address: value }
}

export const isAddressRange = (text: string): boolean => parseAddressRange(text) !== undefined

/** Every address of `one` is in `other`. */
export function isWithin(one: AddressRange, other: AddressRange): boolean {
  if (one.bits !== other.bits || one.prefix < other.prefix) return false
  const beyond = BigInt(other.bits - other.prefix)
  return one.address >> beyond === other.address >> beyond
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/u.test(part) && Number(part) < 256)) return undefined
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

/** Groups of four digits, one `::` for zeros, the last 32 bits perhaps as an IPv4 address. */
function ipv6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::')
  const before = groups(head, tail === undefined)
  const after = groups(tail ?? '', true)
  if (more.length > 0 || before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array.from({ length: missing }, () => 0), ...after]
  return all.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)
}

/** `isEnd`: an IPv4 address may stand last. */
function groups(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return []
  const found: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    const last = isEnd && at === parts.length - 1 && part.includes('.') ? ipv4(part) : undefined
    if (last !== undefined) found.push(Number(last >> 16n), Number(last & 0xffffn))
    else if (/^[0-9a-fA-F]{1,4}$/u.test(part)) found.push(Number.parseInt(part, 16))
    else return undefined
  }
  return found
}
