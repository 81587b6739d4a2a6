import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { tell } from '../api/ask.ts'
import { bring, type Uploaded } from '../api/upload.ts'
import { ProblemNote } from '../ui/problem-note.tsx'
import { useWords } from '../words/say.tsx'
import { write, type Compose } from './compose-form.ts'

/** What is said: a title, a text, or a file of which the node says what is in it as soon as it is there. */
export function Content({ form }: { readonly form: Compose }) {
  const { say } = useWords()
  return (
    <fieldset className="card">
      <legend>{say('compose.content')}</legend>
      <label>
        {say('compose.title')}
        <input
          dir="auto"
          maxLength={300}
          value={form.title}
          onChange={(event) => write({ title: event.target.value })}
        />
      </label>
      <label>
        {say('compose.description')}
        <textarea
          dir="auto"
          rows={3}
          maxLength={4000}
          value={form.description}
          onChange={(event) => write({ description: event.target.value })}
        />
      </label>
      <FilePart form={form} />
      {form.upload === undefined && (
        <label>
          {say('compose.text')}
          <textarea dir="auto" rows={7} value={form.text} onChange={(event) => write({ text: event.target.value })} />
        </label>
      )}
    </fieldset>
  )
}

function FilePart({ form }: { readonly form: Compose }) {
  const { say } = useWords()
  const ending = useRef<AbortController>(null)
  const [sent, setSent] = useState(0)
  const uploading = useMutation({
    mutationFn: async (file: File) => {
      ending.current = new AbortController()
      setSent(0)
      const upload = await bring({ body: file, name: file.name, onProgress: setSent, signal: ending.current.signal })
      write({ upload, fileName: file.name })
    },
  })
  const isEnded = uploading.error instanceof DOMException && uploading.error.name === 'AbortError'
  if (form.upload !== undefined) return <Brought upload={form.upload} name={form.fileName} form={form} />
  return (
    <div className="file">
      <label className="file-choice">
        {say('compose.file')}
        <span className="file-button">{say('compose.chooseFile')}</span>
        <input
          type="file"
          disabled={uploading.isPending}
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file !== undefined) uploading.mutate(file)
          }}
        />
      </label>
      {uploading.isPending && (
        <p className="upload" role="status">
          <progress value={sent} max={uploading.variables.size} aria-label={say('compose.uploading')} />
          {say('compose.progress', { sent, all: uploading.variables.size })}
          <button type="button" onClick={() => ending.current?.abort()}>
            {say('frame.cancel')}
          </button>
        </p>
      )}
      {isEnded ? <p className="hint">{say('compose.ended')}</p> : <ProblemNote error={uploading.error} />}
    </div>
  )
}

interface BroughtProps {
  readonly upload: Uploaded
  readonly name: string
  readonly form: Compose
}

/** What the node found in the file. */
function Brought({ upload, name, form }: BroughtProps) {
  const { say, refusal } = useWords()
  const drop = useMutation({
    mutationFn: () => tell(`/api/v1/uploads/${encodeURIComponent(upload.upload)}`, { method: 'DELETE' }),
    onSettled: () => write({ upload: undefined, fileName: '', omitRefused: false }),
  })
  const types = Object.entries(upload.types).map(([type, count]) => `${type} ${count}`)
  return (
    <div className="file">
      <p>
        <bdi>
          <strong>{name}</strong>
        </bdi>{' '}
        {say('report.bytes', { bytes: upload.bytes })}{' '}
        <button type="button" onClick={() => drop.mutate()}>
          {say('compose.dropFile')}
        </button>
      </p>
      {upload.format === 'stix' && (
        <p className="hint">
          {say('report.objects', { count: upload.objects })}: {types.join(', ')}
        </p>
      )}
      {upload.problem !== undefined && <p className="hint">{refusal(upload.problem).sentence}</p>}
      {upload.refused.length > 0 && (
        <>
          <p>{say('compose.refusedObjects', { count: upload.refused.length })}</p>
          <label className="choice">
            <input
              type="checkbox"
              checked={form.omitRefused}
              onChange={(event) => write({ omitRefused: event.target.checked })}
            />
            {say('compose.omit')}
          </label>
        </>
      )}
    </div>
  )
}
