import { isZone } from '#kernel/zoned.ts'
import { heldForm } from '../../browser/held-form.ts'
import { zoneHere } from '../../browser/zone.ts'

/** A request for information that is being written. The audience starts empty. */
export interface Ask {
  readonly title: string
  readonly question: string
  readonly use: string
  readonly legalBasis: string
  readonly needBy: string | undefined
  readonly zone: string
  /** Whose answer is meant within a state, by state. */
  readonly organs: Readonly<Record<string, string>>
  readonly to: readonly string[]
  readonly level: string
  readonly category: string
  readonly purpose: string
  readonly handling: readonly string[]
  readonly isHeld: boolean
  readonly isChecked: boolean
}

export const emptyAsk: Ask = {
  title: '',
  question: '',
  use: '',
  legalBasis: '',
  needBy: undefined,
  zone: zoneHere(),
  organs: {},
  to: [],
  level: '',
  category: '',
  purpose: '',
  handling: [],
  isHeld: false,
  isChecked: false,
}

const held = heldForm(emptyAsk)
export const writeAsk = held.write
export const useAsk = held.useForm
export const askAnew = (): void => writeAsk(emptyAsk)

/** What the node is asked to sign. */
export function askWish(form: Ask): object {
  const { title, question, use, legalBasis, needBy, zone, to, level, category, purpose, handling, isHeld } = form
  const organs = organsOf(form)
  return {
    to,
    level,
    category,
    ...(purpose === '' ? {} : { purpose }),
    ...(handling.length === 0 ? {} : { handling }),
    title: title.trim(),
    question: question.trim(),
    use: use.trim(),
    legalBasis: legalBasis.trim(),
    needBy,
    zone: zone.trim(),
    ...(organs.length === 0 ? {} : { organs }),
    ...(isHeld ? { hold: true } : {}),
  }
}

/** Of the states that are asked. */
export const organsOf = ({ to, organs }: Pick<Ask, 'to' | 'organs'>) =>
  to.flatMap((party) => {
    const organ = (organs[party] ?? '').trim()
    return organ === '' ? [] : [{ party, organ }]
  })

/** What is not there yet and has to be. */
export function missingIn({ needBy, zone, to, level, category, ...texts }: Ask): readonly string[] {
  const gaps: readonly (readonly [string, boolean])[] = [
    ...(['title', 'question', 'use', 'legalBasis'] as const).map((name) => [name, texts[name].trim() !== ''] as const),
    ['needBy', needBy !== undefined],
    ['zone', isZone(zone.trim())],
    ['to', to.length > 0],
    ['level', level !== ''],
    ['category', category !== ''],
  ]
  return gaps.flatMap(([name, isThere]) => (isThere ? [] : [name]))
}
