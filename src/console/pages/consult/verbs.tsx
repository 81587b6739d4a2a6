import type { Rfi } from '../../api/consultation.ts'
import { useWords } from '../../words/say.tsx'

interface VerbsProps<Name extends string> {
  readonly actions: Rfi['actions']
  readonly names: readonly Name[]
  readonly ask: (name: Name) => void
  /** What the others lead to. */
  readonly primary?: Name
  readonly shortcuts?: Partial<Readonly<Record<Name, string>>>
}

/** A button for each thing that may be said; of those that may not be, the reasons that the node gives. */
export function Verbs<Name extends string>({ actions = {}, names, ask, primary, shortcuts }: VerbsProps<Name>) {
  const { say, refusal } = useWords()
  const whys = names.flatMap((name) => actions[name]?.refusal ?? []).map((one) => refusal(one).sentence)
  return (
    <>
      {names.map((name) => {
        const isAllowed = actions[name]?.allowed === true
        return (
          <button
            key={name}
            type="button"
            className={name === primary ? 'primary' : undefined}
            disabled={!isAllowed}
            aria-keyshortcuts={shortcuts?.[name]}
            aria-describedby={isAllowed ? undefined : 'why-not'}
            onClick={() => ask(name)}
          >
            {say(`consult.do.${name}`)}
          </button>
        )
      })}
      {whys.length > 0 && (
        <p id="why-not" className="hint">
          {[...new Set(whys)].join(' ')}
        </p>
      )}
    </>
  )
}
