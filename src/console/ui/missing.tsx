import { useWords } from '../words/say.tsx'

/** What a form still needs; nothing once it is whole. */
export function Missing({ names }: { readonly names: readonly string[] }) {
  const { say } = useWords()
  if (names.length === 0) return null
  return (
    <div className="problem" role="alert">
      <p className="problem-sentence">{say('compose.missing')}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  )
}
