import { decodeUtf8 } from '#kernel/bytes.ts'
import type { Clock, Fetch } from '#kernel/ports.ts'
import type { Sentences } from '#platform/http/problem.ts'
import { readPrivateFile } from '#platform/keyring/private-file.ts'
import type { Adapter, Message } from '#platform/outgoing/adapter.ts'
import { mail } from '#platform/outgoing/mail.ts'
import { webhook } from '#platform/outgoing/webhook.ts'
import type { Outgoing } from './outgoing-config.ts'

interface Outside {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly sentences: Sentences
}

/** The ways out that the operator named, with their secrets. */
export async function adaptersOf(config: Outgoing, { fetch, clock, sentences }: Outside): Promise<readonly Adapter[]> {
  const hooks = Object.entries(config.webhooks).map(async ([name, { url, secretFile }]) =>
    webhook({ name: `webhook-${name}`, url, secret: await secretIn(secretFile), fetch, clock }),
  )
  const letters = Object.entries(config.mail).map(async ([name, { credentialsFile, language, ...row }]) => {
    const words = (key: 'subject' | 'text', message: Message) => wordsOf(sentences, language, key, message)
    const [user = '', ...password] = credentialsFile === undefined ? [] : (await secretIn(credentialsFile)).split(':')
    const login = credentialsFile === undefined ? {} : { user, password: password.join(':') }
    return mail({ name: `mail-${name}`, ...row, ...login, words })
  })
  return Promise.all([...hooks, ...letters])
}

const secretIn = async (file: string): Promise<string> => (decodeUtf8(await readPrivateFile(file)) ?? '').trim()

function wordsOf(
  sentences: Sentences,
  language: string,
  key: 'subject' | 'text',
  { type, subject, data }: Message,
): string {
  const { party = '', step = '', dueAt = '', exercise = '' } = data
  const params = { act: subject, party, step, due: dueAt, exercise }
  return sentences(language, key === 'subject' ? `node.mail.subject.${type}` : 'node.mail.text', params)
}
