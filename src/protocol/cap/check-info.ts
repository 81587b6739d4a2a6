import type { CapAlert, CapArea, CapInfo, CapResource } from './alert.ts'
import { capFinding } from './finding.ts'
import type { CapFinding, CapFindingCode } from './finding.ts'
import { capTimeMs } from './time.ts'

/** CAP 1.2, 3.2.2: headlines are kept short enough for small screens. UTF-16 units. */
const longestHeadline = 160

/** What holds of the blocks of an alert, each by itself and all of them together. */
export function checkInfos(alert: CapAlert): readonly CapFinding[] {
  const infos = alert.info ?? []
  const needsInfo = alert.msgType === 'Alert' || alert.msgType === 'Update'
  if (infos.length === 0) return needsInfo ? [capFinding('info-missing', { path: '/alert', clause: '3.2.1' })] : []
  return [
    ...infos.flatMap((info, at) => checkInfo(new Block(at, infos.length), info, alert.sent)),
    ...checkSameEvent(infos),
    ...checkTranslated(infos),
  ]
}

/** Where findings of one block are. */
class Block {
  readonly isAlone: boolean
  readonly #path: string

  constructor(at: number, count: number) {
    this.#path = `/alert/info[${at + 1}]`
    this.isAlone = count === 1
  }

  found(code: CapFindingCode, place: string, { clause = '3.2.2', params = {} } = {}): CapFinding {
    return capFinding(code, { path: `${this.#path}${place === '' ? '' : `/${place}`}`, clause, params })
  }
}

function checkInfo(block: Block, info: CapInfo, sent: string): readonly CapFinding[] {
  const findings = [...checkTimes(block, info, sent)]
  const { headline = '', language, area = [], resource = [] } = info
  if (headline.length > longestHeadline) {
    findings.push(block.found('headline-long', 'headline', { params: { limit: longestHeadline } }))
  }
  if (language === undefined && !block.isAlone) findings.push(block.found('language-missing', 'language'))
  if (area.length === 0) findings.push(block.found('area-missing', ''))
  return [
    ...findings,
    ...area.flatMap((each, at) => checkArea(block, each, at)),
    ...resource.flatMap((each, at) => checkResource(block, each, at)),
  ]
}

/** 3.2.2: it begins before it ends, and does not end before it is sent. */
function checkTimes(block: Block, { effective, onset, expires }: CapInfo, sent: string): readonly CapFinding[] {
  if (expires === undefined) return [block.found('expires-missing', 'expires')]
  const end = capTimeMs(expires) ?? 0
  const isPast = (text: string | undefined) => text !== undefined && (capTimeMs(text) ?? 0) >= end
  const findings: CapFinding[] = []
  if (isPast(sent)) findings.push(block.found('expires-early', 'expires', { params: { sent, expires } }))
  if (effective !== undefined && isPast(effective)) {
    findings.push(block.found('effective-late', 'effective', { params: { effective, expires } }))
  }
  if (onset !== undefined && isPast(onset)) {
    findings.push(block.found('onset-late', 'onset', { params: { onset, expires } }))
  }
  return findings
}

/** 3.2.4. */
function checkArea(block: Block, area: CapArea, at: number): readonly CapFinding[] {
  const place = `area[${at + 1}]`
  const clause = '3.2.4'
  const { polygon = [], circle = [], geocode = [], altitude, ceiling } = area
  const findings: CapFinding[] = []
  if (polygon.length + circle.length + geocode.length === 0) {
    findings.push(block.found('area-shapeless', place, { clause }))
  }
  if (ceiling !== undefined && altitude === undefined) {
    findings.push(block.found('ceiling-alone', `${place}/ceiling`, { clause }))
  }
  if (ceiling !== undefined && altitude !== undefined && Number(ceiling) < Number(altitude)) {
    findings.push(block.found('ceiling-low', `${place}/ceiling`, { clause, params: { altitude, ceiling } }))
  }
  return findings
}

/** 3.2.3: what is fetched from elsewhere is known by its digest. */
function checkResource(block: Block, { uri, digest }: CapResource, at: number): readonly CapFinding[] {
  const isBound = uri === undefined || digest !== undefined
  return isBound ? [] : [block.found('digest-missing', `resource[${at + 1}]/digest`, { clause: '3.2.3' })]
}

/** 3.2.1: all blocks of one alert are of the same event, in other languages or for other places. */
function checkSameEvent(infos: readonly CapInfo[]): readonly CapFinding[] {
  const categories = new Set(infos.map(({ category }) => category.toSorted().join(' ')))
  const codes = new Set(infos.map(({ eventCode = [] }) => eventCode.map(spelled).toSorted().join(' ')))
  const differs = (what: string): CapFinding =>
    capFinding('info-differs', { path: '/alert', clause: '3.2.2', params: { what } })
  return [...(categories.size > 1 ? [differs('category')] : []), ...(codes.size > 1 ? [differs('eventCode')] : [])]
}

const spelled = ({ valueName, value }: { readonly valueName: string; readonly value: string }): string =>
  JSON.stringify([valueName, value])

/** The same sentences under two languages were not translated. */
function checkTranslated(infos: readonly CapInfo[]): readonly CapFinding[] {
  const seen = new Map<string, string>()
  return infos.flatMap(({ language = '', headline, description }, at) => {
    const text = description ?? headline
    if (text === undefined) return []
    const other = seen.get(text)
    seen.set(text, other ?? language)
    if (other === undefined || other === language) return []
    const params = { language, other }
    return [capFinding('untranslated', { path: `/alert/info[${at + 1}]`, clause: '3.2.2', params })]
  })
}
