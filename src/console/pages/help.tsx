import { useWords } from '../words/say.tsx'

const keys = [
  ['?', 'help'],
  ['Ctrl K', 'commands'],
  ['Ctrl F', 'find'],
  ['/', 'search'],
  ['n', 'compose'],
  ['g d', 'duty'],
  ['g i', 'reports'],
  ['g s', 'searchPlace'],
  ['g c', 'consult'],
  ['g a', 'agreements'],
  ['g l', 'ledger'],
  ['g n', 'node'],
  ['v', 'verify'],
  ['j  k', 'move'],
  ['[  ]', 'next'],
  ['Enter', 'open'],
  ['a', 'acknowledge'],
  ['a  r', 'answer'],
  ['x', 'pick'],
  ['Shift j  Shift k', 'extend'],
  ['o', 'original'],
  ['u', 'back'],
  ['.', 'news'],
] as const

const questions = ['see', 'share', 'refused', 'recall', 'trust'] as const

/** Answers to what a newcomer asks first, and the keys. */
export function HelpPage() {
  const { say } = useWords()
  return (
    <div className="node">
      <h1>{say('place.help')}</h1>
      <section className="card" aria-labelledby="questions">
        <h2 id="questions">{say('help.questions')}</h2>
        <dl className="questions">
          {questions.map((name) => (
            <div key={name}>
              <dt>{say(`help.${name}.question`)}</dt>
              <dd>{say(`help.${name}.answer`)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="card" aria-labelledby="keys">
        <h2 id="keys">{say('help.keys')}</h2>
        <p className="hint">{say('help.keysHint')}</p>
        <table className="keys">
          <tbody>
            {keys.map(([pressed, name]) => (
              <tr key={name}>
                <th scope="row">
                  <kbd dir="ltr">{pressed}</kbd>
                </th>
                <td>{say(`help.key.${name}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
