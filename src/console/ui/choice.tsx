interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly set: (value: string) => void
  readonly options: readonly (readonly [value: string, text: string])[]
  /** What stands there while nothing is chosen; without it something always is. */
  readonly none?: string
  /** No form goes without it. */
  readonly isRequired?: boolean
}

/** One of a few. */
export function Choice({ label, value, set, options, none, isRequired = false }: ChoiceProps) {
  return (
    <label>
      {label}
      <select required={isRequired} value={value} onChange={(event) => set(event.target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
