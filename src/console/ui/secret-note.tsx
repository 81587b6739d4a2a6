import { useState } from 'react'
import { copyText } from '../browser/files.ts'
import { useWords } from '../words/say.tsx'

/** A secret that is shown this once: it stands nowhere else, and leaving the screen is the end of it. */
export function SecretNote(props: { readonly title: string; readonly secret: string; readonly why: string }) {
  const { say } = useWords()
  const [isCopied, setCopied] = useState(false)
  return (
    <div className="secret" role="status">
      <p className="secret-title">{props.title}</p>
      <p>
        <code className="secret-text">{props.secret}</code>
      </p>
      <p className="buttons">
        <button type="button" onClick={() => void copyText(props.secret).then(setCopied)}>
          {say(isCopied ? 'secret.copied' : 'secret.copy')}
        </button>
      </p>
      <p className="hint">
        {say('secret.once')} {props.why}
      </p>
    </div>
  )
}
