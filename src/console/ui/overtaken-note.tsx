import { useId } from 'react'
import { useWords } from '../words/say.tsx'

interface Props {
  /** What another officer did, as a sentence. */
  readonly what: string
  /** Where his version and the one that is being written differ. */
  readonly rows: readonly { readonly name: string; readonly theirs: string; readonly yours: string }[]
  /** Goes on with what is typed here, over what he saved. */
  readonly keep: () => void
  /** Drops what is typed here for what he saved, if he left anything. */
  readonly take?: () => void
}

/** Another officer was faster: his version beside what is typed here, of which nothing is lost until somebody says so. */
export function OvertakenNote({ what, rows, keep, take }: Props) {
  const { say } = useWords()
  const title = useId()
  return (
    <section className="overtaken" aria-labelledby={title} role="status">
      <h3 id={title}>{what}</h3>
      <p>{rows.length === 0 && take !== undefined ? say('overtaken.same') : say('overtaken.kept')}</p>
      {rows.length > 0 && (
        <div className="table-scroller" tabIndex={0} role="group" aria-labelledby={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('overtaken.field')}</th>
                <th scope="col">{say('overtaken.theirs')}</th>
                <th scope="col">{say('overtaken.yours')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, theirs, yours }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td dir="auto">{theirs === '' ? '–' : theirs}</td>
                  <td dir="auto">{yours === '' ? '–' : yours}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="buttons">
        <button type="button" onClick={keep}>
          {say('overtaken.keep')}
        </button>
        {take !== undefined && (
          <button type="button" onClick={take}>
            {say('overtaken.take')}
          </button>
        )}
      </p>
    </section>
  )
}
