interface ChecksProps {
  readonly legend: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly chosen: readonly string[]
  readonly set: (chosen: readonly string[]) => void
  /** A first box that stands for all of them. */
  readonly all?: string
}

/** Any number of a few. */
export function Checks({ legend, options, chosen, set, all }: ChecksProps) {
  const names = options.map(([name]) => name)
  const flip = (name: string): void =>
    set(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
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
