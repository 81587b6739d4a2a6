/** Objects as tools share them, made up: varied types, texts in three languages, about 1.3 kB each, the same for the same seed. */

export interface MadeBundle {
  readonly content: Uint8Array
  readonly objects: number
}

const indicators = 30
/** Of a hundred objects of a bundle, so many are of a type. */
const shares: readonly (readonly [string, number])[] = [
  ['indicator', indicators],
  ['ipv4-addr', 12],
  ['domain-name', 10],
  ['file', 8],
  ['relationship', 15],
  ['malware', 6],
  ['attack-pattern', 5],
  ['vulnerability', 5],
  ['observed-data', 4],
  ['report', 3],
  ['threat-actor', 2],
]
const everyHundred = shares.flatMap(([type, count]) => Array.from({ length: count }, () => type))
/** One indicator of so many is a newer version of one of an earlier bundle. */
const renewedEach = 20

const words = [
  'loader encrypts archives before exfiltration over rotating domains observed against regional energy operators',
  'campaign relies on stolen certificates scheduled tasks and memory resident modules to evade inspection',
  'беспилотный аппарат передаёт координаты через арендованный узел связи на границе области',
  'вредоносная программа сохраняет журнал нажатий и отправляет его раз в сутки на сервер управления',
  '攻击者 利用 邮件 附件 投递 恶意 程序 并 通过 云 存储 服务 接收 指令 窃取 文件',
  '网络 扫描 活动 来自 多个 地址 目标 为 电力 与 交通 基础 设施 的 远程 管理 接口',
].map((sentence) => sentence.split(' '))

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function uuidOf(random: () => number): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** A bundle by its number: its author's identity first, which stands in every bundle of his. */
export function madeBundle(number: number, objects: number, author: string): MadeBundle {
  const random = randomOf(number + 1)
  const made: object[] = []
  const identity = identityOf(author)
  /** What others may refer to. */
  const ids: string[] = [identity.id]
  made.push(identity)
  for (let at = 1; at < objects; at += 1) {
    const type = everyHundred[Math.floor(random() * everyHundred.length)] ?? 'indicator'
    const id = `${type}--${uuidOf(random)}`
    if (type !== 'relationship') ids.push(id)
    const renews = type === 'indicator' && number > 0 && at % renewedEach === 0
    made.push({
      ...(renews
        ? common(type, firstIndicator(Math.floor(random() * number)), renewedAt(number, at))
        : common(type, id)),
      ...bodyOf(type, random, ids),
    })
  }
  const content = Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${uuidOf(random)}`, objects: made }))
  return { content, objects: made.length }
}

/** The id that the first object of a type `indicator` has in a bundle: found again by making its beginning again. */
function firstIndicator(number: number): string {
  const random = randomOf(number + 1)
  for (;;) {
    const type = everyHundred[Math.floor(random() * everyHundred.length)] ?? 'indicator'
    const id = `${type}--${uuidOf(random)}`
    if (type === 'indicator') return id
    bodyOf(type, random, [id])
  }
}

const observables: ReadonlySet<string> = new Set(['ipv4-addr', 'domain-name', 'file'])
const made = '2026-01-02T03:04:05.000Z'
const renewed = '2026-03-04T05:06:07.000Z'

/** No version twice. */
const renewedAt = (number: number, at: number): string =>
  new Date(Date.parse(renewed) + number * 10_000 + at).toISOString()

const common = (type: string, id: string, modified = made) => ({
  type,
  spec_version: '2.1',
  id,
  ...(observables.has(type) ? {} : { created: made, modified }),
})

function identityOf(author: string) {
  const id = `identity--${author === 'alt' ? 'a' : 'b'}1111111-1111-4111-8111-111111111111`
  return { ...common('identity', id), name: `CERT ${author}`, identity_class: 'organization' }
}

function textOf(random: () => number, count: number): string {
  const sentence = words[Math.floor(random() * words.length)] ?? []
  return Array.from({ length: count }, () => sentence[Math.floor(random() * sentence.length)]).join(' ')
}

/** The latest observable, or one that stands elsewhere. */
const seenIn = (ids: readonly string[]): string =>
  ids.findLast((id) => observables.has(id.slice(0, id.indexOf('--')))) ??
  'ipv4-addr--5f4be989-4147-44a1-8c7d-d555ab41142f'

const byteOf = (random: () => number): number => Math.floor(random() * 256)
const hexOf = (random: () => number, digits: number): string =>
  Array.from({ length: digits / 8 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')

function bodyOf(type: string, random: () => number, ids: readonly string[]): object {
  const name = `${textOf(random, 3)} ${hexOf(random, 8)}`
  const address = `${byteOf(random)}.${byteOf(random)}.${byteOf(random)}.${byteOf(random)}`
  const described = { name, description: textOf(random, 110) }
  const other = ids[Math.floor(random() * ids.length)] ?? ids[0]
  const context = { x_context: textOf(random, 90) }
  switch (type) {
    case 'indicator':
      return { ...described, pattern: `[ipv4-addr:value = '${address}']`, pattern_type: 'stix', valid_from: made }
    case 'ipv4-addr':
      return { value: address, ...context }
    case 'domain-name':
      return { value: `${hexOf(random, 16)}.example`, ...context }
    case 'file':
      return { name: `${hexOf(random, 8)}.dll`, hashes: { 'SHA-256': hexOf(random, 64) }, ...context }
    case 'relationship':
      return {
        relationship_type: 'related-to',
        source_ref: ids.at(-1),
        target_ref: other,
        description: textOf(random, 60),
      }
    case 'malware':
      return { ...described, is_family: true, aliases: [textOf(random, 2)] }
    case 'vulnerability':
      return {
        ...described,
        external_references: [{ source_name: 'cve', external_id: `CVE-2026-${10_000 + byteOf(random)}` }],
      }
    case 'observed-data':
      return {
        first_observed: made,
        last_observed: renewed,
        number_observed: 1,
        object_refs: [seenIn(ids)],
        ...context,
      }
    case 'report':
      return { ...described, published: made, object_refs: [other] }
    default:
      return described
  }
}
