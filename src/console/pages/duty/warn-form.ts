import type { Alert, Info, Template } from '../../api/alerts.ts'
import { heldForm } from '../../browser/held-form.ts'
import { languages } from '../../words/catalogues.ts'

/** What it says in one language. */
interface WarnText {
  readonly event: string
  readonly headline: string
  readonly description: string
  readonly instruction: string
}
const emptyText: WarnText = { event: '', headline: '', description: '', instruction: '' }

/** A warning that is being written. The audience starts empty. */
export interface Warn {
  /** The own alert of which it takes the place. */
  readonly updates: Pick<Alert, 'act' | 'title'> | undefined
  readonly template: string
  readonly cap: string
  readonly response: readonly string[]
  readonly urgency: string
  readonly severity: string
  readonly certainty: string
  readonly texts: Readonly<Record<string, WarnText>>
  readonly area: string
  readonly shape: string
  readonly hours: string
  readonly drill: '' | 'exercise' | 'test'
  readonly exercise: string
  readonly to: readonly string[]
  readonly level: string
  readonly category: string
  /** Of what is updated: its blocks, by language, of which what is not asked for here stays. */
  readonly kept: Readonly<Record<string, Info>>
  readonly isChecked: boolean
}

export const emptyWarn: Warn = {
  updates: undefined,
  template: '',
  cap: '',
  response: [],
  urgency: '',
  severity: '',
  certainty: '',
  texts: {},
  area: '',
  shape: '',
  hours: '24',
  drill: '',
  exercise: '',
  to: [],
  level: '',
  category: '',
  kept: {},
  isChecked: false,
}

const held = heldForm(emptyWarn)
export const writeWarn = held.write
export const useWarn = held.useForm
export const warnAnew = (): void => writeWarn(emptyWarn)

export const textOf = ({ texts }: Pick<Warn, 'texts'>, tag: string): WarnText => texts[tag] ?? emptyText

/** Languages of the console, and those in which something is said already. */
export const tagsOf = ({ texts }: Pick<Warn, 'texts'>): readonly string[] => [
  ...new Set([...languages.map(({ tag }) => tag), ...Object.keys(texts)]),
]

/** What a topic begins with; to whom and how secret stays as it was chosen. */
export function fromTemplate(template: Template): Partial<Warn> {
  const { name, cap, category, urgency, severity, certainty, response = [], texts } = template
  return {
    template: name,
    cap: cap[0] ?? '',
    category,
    urgency,
    severity,
    certainty,
    response,
    texts: Object.fromEntries(
      Object.entries(texts).map(([tag, text]) => [tag, { ...emptyText, ...text, instruction: text.instruction ?? '' }]),
    ),
  }
}

/** What takes the place of an own alert begins with what that said. */
export function fromAlert(alert: Alert): Warn {
  const infos = alert.alert.info ?? []
  const [first] = infos
  const [area] = first?.area ?? []
  const tagged = infos.map((info) => [(info.language ?? 'en').split('-')[0] ?? 'en', info] as const)
  return {
    ...emptyWarn,
    updates: { act: alert.act, title: alert.title },
    cap: first?.category[0] ?? '',
    response: first?.responseType ?? [],
    urgency: alert.urgency,
    severity: alert.severity,
    certainty: first?.certainty ?? '',
    texts: Object.fromEntries(
      tagged.map(([tag, { event, headline = '', description = '', instruction = '' }]) => [
        tag,
        { event, headline, description, instruction },
      ]),
    ),
    area: area?.areaDesc ?? '',
    shape: shapeOf(area),
    to: alert.audience,
    level: alert.label.level,
    category: alert.label.category,
    kept: Object.fromEntries(tagged),
  }
}

const shapeOf = (area: NonNullable<Info['area']>[number] | undefined): string =>
  area?.circle?.[0] ?? area?.polygon?.[0] ?? ''

/** `48.1,38.2 20` is a circle, more corners a polygon (CAP 1.2, 3.2.4). */
const isCircle = (shape: string): boolean => /^\S+,\S+ [\d.]+$/u.test(shape)

function areasOf({ area, shape }: Warn, kept: Info | undefined): Info['area'] {
  const [first] = kept?.area ?? []
  if (first !== undefined && first.areaDesc === area.trim() && shapeOf(first) === shape.trim()) return kept?.area
  if (area.trim() === '') return undefined
  const drawn = shape.trim()
  const drawnAs = drawn === '' ? {} : isCircle(drawn) ? { circle: [drawn] } : { polygon: [drawn] }
  return [{ areaDesc: area.trim(), ...drawnAs }]
}

const isSaid = ({ headline }: WarnText): boolean => headline.trim() !== ''

export const saidTags = (form: Warn): readonly string[] => tagsOf(form).filter((tag) => isSaid(textOf(form, tag)))

/** Its blocks as CAP has them, one per language in which there is a headline. */
function infosOf(form: Warn): readonly object[] {
  const { cap, response, urgency, severity, certainty } = form
  return saidTags(form).map((tag) => {
    const { event, headline, description, instruction } = textOf(form, tag)
    const kept = form.kept[tag]
    const { expires: _e, area: _a, description: _d, instruction: _i, responseType: _r, ...rest } = kept ?? {}
    const area = areasOf(form, kept)
    return {
      ...rest,
      language: kept?.language ?? tag,
      category: [cap, ...(kept?.category ?? []).slice(1)],
      event: event.trim() === '' ? headline.trim() : event.trim(),
      ...(response.length === 0 ? {} : { responseType: response }),
      urgency,
      severity,
      certainty,
      headline: headline.trim(),
      ...(description.trim() === '' ? {} : { description: description.trim() }),
      ...(instruction.trim() === '' ? {} : { instruction: instruction.trim() }),
      ...(area === undefined ? {} : { area }),
    }
  })
}

/** What the node is asked to sign. */
export function warnWish(form: Warn): object {
  const { updates, hours, to, level, category, drill, exercise } = form
  const said = { info: infosOf(form), hours: Number(hours) }
  if (updates !== undefined) return said
  const nature = drill === '' ? {} : drill === 'test' ? { test: true } : { exercise }
  return { ...said, to, level, category, ...nature }
}

/** What is not there yet and has to be. */
export function missingIn(form: Warn): readonly string[] {
  const { cap, urgency, severity, certainty, hours, to, level, category, drill, exercise } = form
  const gaps: readonly (readonly [string, boolean])[] = [
    ['text', saidTags(form).length > 0],
    ['facts', [cap, urgency, severity, certainty].every((word) => word !== '')],
    ['hours', /^[1-9]\d{0,2}$/u.test(hours) && Number(hours) <= 720],
    ['exercise', drill !== 'exercise' || /^[a-z0-9][a-z0-9-]*$/u.test(exercise)],
    ['to', to.length > 0],
    ['level', level !== ''],
    ['category', category !== ''],
  ]
  return gaps.flatMap(([name, isThere]) => (isThere ? [] : [name]))
}
