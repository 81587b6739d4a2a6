import { resolve } from 'node:path'
import { z } from 'zod'

const path = z.string().min(1).max(4096)
const address = z.string().regex(/^[^\s<>@]{1,64}@[^\s<>@]{1,190}$/u)
/** Letters that a log can show. */
const name = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/u)
const url = z.url({ protocol: /^https?$/u }).refine((text) => isSafe(new URL(text)), 'https, or http to loopback')

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)

/** Ways out of the node by which somebody is told that an alert came or that an answer is late. */
export const Outgoing = z
  .strictObject({
    webhooks: z
      .record(
        name,
        z.strictObject({
          url: url.meta({ description: 'Where events are posted; https, or http to loopback.' }),
          secretFile: path.meta({ description: 'File with the secret that signs them: `whsec_` and base64.' }),
        }),
      )
      .default({})
      .meta({ description: 'Standard Webhooks with CloudEvents: ids alone, by name.' }),
    mail: z
      .record(
        name,
        z.strictObject({
          host: z.string().min(1).max(253).meta({ description: 'Mail server that takes letters for delivery.' }),
          port: z.int().min(1).max(65_535).default(587).meta({ description: 'Its port.' }),
          tls: z
            .enum(['starttls', 'implicit', 'off'])
            .default('starttls')
            .meta({ description: '`off` is for loopback.' }),
          credentialsFile: path
            .optional()
            .meta({ description: 'File with `user:password`; nobody signs in without it.' }),
          from: address.meta({ description: 'Address that letters come from.' }),
          to: z.array(address).min(1).max(16).meta({ description: 'Mailboxes of functions, not of persons.' }),
          language: z.enum(['en', 'ru', 'zh']).default('en').meta({ description: 'Language of the letters.' }),
        }),
      )
      .default({})
      .meta({ description: 'Letters with ids alone, by name.' }),
  })
  .refine(
    ({ mail }) =>
      Object.values(mail).every(({ tls, host }) => tls !== 'off' || ['127.0.0.1', '::1', 'localhost'].includes(host)),
    { path: ['mail'], message: 'tls off is for loopback only' },
  )
  .prefault({})
export type Outgoing = z.infer<typeof Outgoing>

/** The same with whole paths. */
export function locatedOutgoing({ webhooks, mail }: Outgoing, folder: string): Outgoing {
  const each = <Row extends object>(rows: Readonly<Record<string, Row>>, change: (row: Row) => Row) =>
    Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, change(row)]))
  return {
    webhooks: each(webhooks, (row) => ({ ...row, secretFile: resolve(folder, row.secretFile) })),
    mail: each(mail, (row) => {
      const file = row.credentialsFile
      return { ...row, credentialsFile: file === undefined ? undefined : resolve(folder, file) }
    }),
  }
}

/** Files that only the node may read. */
export const secretsOf = ({ webhooks, mail }: Outgoing): readonly (string | undefined)[] => [
  ...Object.values(webhooks).map(({ secretFile }) => secretFile),
  ...Object.values(mail).map(({ credentialsFile }) => credentialsFile),
]
