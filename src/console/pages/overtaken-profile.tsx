import { OvertakenNote } from '../ui/overtaken-note.tsx'
import { useWords } from '../words/say.tsx'
import type { Profile } from '../api/node.ts'
import { differing, formOf, said, type ProfileForm } from './profile-form.ts'

const fieldNames: Readonly<Partial<Record<keyof ProfileForm, string>>> = {
  name: 'profiles.field.name',
  title: 'profiles.field.title',
  desk: 'profiles.field.desk',
  to: 'compose.audience',
  level: 'compose.level',
  category: 'compose.category',
  purpose: 'compose.purpose',
}

interface Props {
  /** As another saved it; none where he withdrew it. */
  readonly theirs: Profile | undefined
  readonly yours: ProfileForm
  readonly goOn: (over: Profile | undefined, more?: Partial<ProfileForm>) => void
}

/** What another officer made of the profile that is being written here. */
export function OvertakenProfile({ theirs, yours, goOn }: Props) {
  const { say, word } = useWords()
  const now = formOf(theirs)
  const shown = (form: ProfileForm, field: keyof ProfileForm): string =>
    field === 'level' || field === 'category' ? word(field, form[field]) : said(form, field)
  const rows =
    theirs === undefined
      ? []
      : differing(now, yours).map((field) => ({
          name: say(fieldNames[field] ?? `profiles.${field}`),
          theirs: shown(now, field),
          yours: shown(yours, field),
        }))
  return (
    <OvertakenNote
      what={say(theirs === undefined ? 'overtaken.withdrawn' : 'overtaken.saved')}
      rows={rows}
      keep={() => goOn(theirs)}
      {...(theirs === undefined ? {} : { take: () => goOn(theirs, now) })}
    />
  )
}
