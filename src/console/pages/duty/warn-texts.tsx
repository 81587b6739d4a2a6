import { useWords } from '../../words/say.tsx'
import { saidTags, tagsOf, textOf, writeWarn, type Warn } from './warn-form.ts'

/** What it says: in the reader's own language first, the others beside it. */
export function WarnTexts({ form }: { readonly form: Warn }) {
  const { say, tag, word } = useWords()
  const others = tagsOf(form).filter((other) => other !== tag)
  const silent = tagsOf(form).filter((other) => !saidTags(form).includes(other))
  return (
    <fieldset className="card">
      <legend>{say('duty.text')}</legend>
      <Fields form={form} tag={tag} />
      {others.map((other) => (
        <details key={other}>
          <summary>
            {word('languageName', other)}: <bdi>{textOf(form, other).headline || '–'}</bdi>
          </summary>
          <Fields form={form} tag={other} />
        </details>
      ))}
      {silent.length > 0 && silent.length < tagsOf(form).length && (
        <p className="hint">
          {say('duty.warn.silent', { languages: silent.map((other) => word('languageName', other)).join(', ') })}
        </p>
      )}
    </fieldset>
  )
}

const parts = [
  ['headline', 160],
  ['description', 4000],
  ['instruction', 1000],
] as const

function Fields({ form, tag }: { readonly form: Warn; readonly tag: string }) {
  const { say, word } = useWords()
  const text = textOf(form, tag)
  const language = word('languageName', tag)
  const change = (name: string, value: string): void =>
    writeWarn({ texts: { ...form.texts, [tag]: { ...text, [name]: value } } })
  return (
    <div className="warn-fields" lang={tag}>
      {parts.map(([name, most]) => (
        <label key={name}>
          <span lang={document.documentElement.lang}>
            {say(`duty.warn.${name}`)} ({language})
          </span>
          {name === 'headline' ? (
            <input
              dir="auto"
              maxLength={most}
              value={text[name]}
              onChange={(event) => change(name, event.target.value)}
            />
          ) : (
            <textarea
              dir="auto"
              rows={2}
              maxLength={most}
              value={text[name]}
              onChange={(event) => change(name, event.target.value)}
            />
          )}
        </label>
      ))}
    </div>
  )
}
