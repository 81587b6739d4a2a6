import { useQuery } from '@tanstack/react-query'
import { charterQuery } from '../api/queries.ts'
import { useWords } from '../words/say.tsx'
import { Choice } from './choice.tsx'

interface ChoiceProps {
  readonly value: string
  readonly set: (value: string) => void
  /** What stands there instead of `Level`, `Category`, `Purpose`. */
  readonly label?: string
  /** What no choice means; without it one has to be made. */
  readonly none?: string
}

/** How a choice begins: with what none means, or with the demand to make one. */
function useBeginning(none: string | undefined) {
  const { say } = useWords()
  return { none: none ?? say('compose.choose'), isRequired: none === undefined }
}

/** The levels of the coalition, lowest first. */
export function LevelChoice({ label, none, ...choice }: ChoiceProps) {
  const beginning = useBeginning(none)
  const { say, word } = useWords()
  const levels = useQuery(charterQuery).data?.levels ?? []
  const options = levels.map((level) => [level, word('level', level)] as const)
  return <Choice {...choice} {...beginning} label={label ?? say('compose.level')} options={options} />
}

/** Its categories. */
export function CategoryChoice({ label, none, ...choice }: ChoiceProps) {
  const beginning = useBeginning(none)
  const { say, word, named } = useWords()
  const categories = useQuery(charterQuery).data?.categories ?? []
  const options = categories.map(({ name, title }) => [name, named(title, word('category', name))] as const)
  return <Choice {...choice} {...beginning} label={label ?? say('compose.category')} options={options} />
}

/** Its purposes; without one, the usual. */
export function PurposeChoice({ label, ...choice }: ChoiceProps) {
  const { say, named } = useWords()
  const purposes = useQuery(charterQuery).data?.purposes ?? []
  const options = purposes.map(({ name, title }) => [name, named(title, name)] as const)
  return <Choice none={say('compose.usual')} {...choice} label={label ?? say('compose.purpose')} options={options} />
}

/** Its agreements; without one, whichever covers what is sent. */
export function AgreementChoice({ label, ...choice }: ChoiceProps) {
  const { say } = useWords()
  const agreements = useQuery(charterQuery).data?.agreements ?? []
  const options = agreements.map(({ name }) => [name, name] as const)
  return <Choice none={say('profiles.anyBasis')} {...choice} label={label ?? say('profiles.basis')} options={options} />
}
