interface PartyChoiceProps {
  readonly legend: string
  readonly parties: readonly string[]
  readonly chosen: readonly string[]
  readonly choose: (chosen: readonly string[]) => void
}

/** Some of these states. */
export function PartyChoice({ legend, parties, chosen, choose }: PartyChoiceProps) {
  return (
    <fieldset className="party-choice">
      <legend>{legend}</legend>
      {parties.map((party) => (
        <label key={party} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(party)}
            onChange={({ target: { checked } }) =>
              choose(checked ? [...chosen, party] : chosen.filter((one) => one !== party))
            }
          />
          {party}
        </label>
      ))}
    </fieldset>
  )
}
