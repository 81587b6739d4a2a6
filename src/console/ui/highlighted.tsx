/** A text with places marked in it: text between, nothing else, whatever it says. Places are counted in UTF-16, from and up to. */
export function Highlighted(props: { readonly text: string; readonly places: readonly (readonly [number, number])[] }) {
  const { text, places } = props
  const ends = [0, ...places.map(([, to]) => to)]
  return (
    <>
      {places.map(([from, to], at) => (
        <span key={from}>
          {text.slice(ends[at], from)}
          <mark>{text.slice(from, to)}</mark>
        </span>
      ))}
      {text.slice(ends.at(-1))}
    </>
  )
}
