import type { ReactNode } from 'react'

interface ChecksProps {
  readonly legend: string
  readonly hint?: string
  readonly options: readonly (readonly [value: string, text: ReactNode])[]
  readonly chosen: readonly string[]
  readonly set: (chosen: readonly string[]) => void
  /** Beside one another, as far as there is room. */
  readonly isRow?: boolean
  /** A first box that stands for all of them. */
  readonly all?: string
}

/** Any number of a few. */
export function Checks({ legend, hint, options, chosen, set, isRow = false, all }: ChecksProps) {
  const names = options.map(([name]) => name)
  const flip = (name: string): void =>
    set(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  return (
    <fieldset className={isRow ? 'choices-row' : 'choices'}>
      <legend>{legend}</legend>
      {hint !== undefined && <p className="hint">{hint}</p>}
      {all !== undefined && (
        <label className="choice">
          <input
            type="checkbox"
            checked={names.length > 0 && names.every((name) => chosen.includes(name))}
            onChange={(event) => set(event.target.checked ? names : [])}
          />
          {all}
        </label>
      )}
      {options.map(([name, text]) => (
        <label key={name} className="choice">
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => flip(name)} />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
