import { isStaffRole, roles } from '#platform/http/roles.ts'
import { readPrivateFile } from '#platform/keyring/private-file.ts'
import { decodeUtf8 } from '#kernel/bytes.ts'
import type { Fetch } from '#kernel/ports.ts'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { SignIn } from './sign-in/sign-in.ts'

const isHere = (host: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(host)
const isSafe = (text: string): boolean =>
  URL.canParse(text) && (new URL(text).protocol === 'https:' || isHere(new URL(text).hostname))

/** Nothing but scheme, host and port; https, or http to this machine. */
export const PublicUrl = z
  .url({ protocol: /^https?$/u })
  .transform((text) => text.replace(/\/$/u, ''))
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'scheme, host and port alone')
  .refine(isSafe, 'https, or http to loopback')

/** An identity provider beside local accounts, which remain. */
export const Oidc = z.strictObject({
  issuer: z
    .url({ protocol: /^https?$/u })
    .refine(isSafe, 'https, or http to loopback')
    .meta({ description: 'Issuer of an OpenID provider, as its own metadata spells it.' }),
  clientId: z.string().min(1).max(255).meta({ description: 'What the provider calls this node.' }),
  clientSecretFile: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .meta({ description: 'File with the secret of this client; a public client without it.' }),
  accountClaim: z
    .string()
    .regex(/^[\w:./-]{1,200}$/u)
    .default('sub')
    .meta({ description: 'Member of the ID token by which administrators know people; the subject binds.' }),
  scope: z
    .string()
    .regex(/^openid(?: [\w:./-]{1,100}){0,16}$/u)
    .default('openid')
    .meta({ description: 'What is asked for, `openid` first.' }),
  roles: z
    .strictObject({
      claim: z
        .string()
        .regex(/^[\w:./-]{1,200}$/u)
        .meta({ description: 'Member of the ID token with groups or roles: a text, or a list of them.' }),
      rules: z
        .array(z.strictObject({ value: z.string().min(1).max(255), role: z.enum(roles).refine(isStaffRole) }))
        .min(1)
        .max(64)
        .meta({
          description: 'Role for each value; the first that somebody has counts, and without any he does not come in.',
        }),
    })
    .optional()
    .meta({ description: 'Roles from the provider, for sessions that it opens; without it those of the accounts.' }),
  title: z.string().min(1).max(60).default('OpenID').meta({ description: 'What the button at the door says.' }),
})
type Oidc = z.infer<typeof Oidc>

export const locatedOidc = (oidc: Oidc, folder: string): Oidc => {
  const file = oidc.clientSecretFile
  return { ...oidc, clientSecretFile: file === undefined ? undefined : resolve(folder, file) }
}

/** How people come in, as configured, with the secret. */
export async function signInOf(
  { publicUrl, oidc }: { readonly publicUrl?: string | undefined; readonly oidc?: Oidc | undefined },
  fetch: Fetch,
): Promise<SignIn> {
  if (oidc === undefined) return { publicUrl: () => publicUrl }
  const { clientSecretFile: file, ...named } = oidc
  const secret = file === undefined ? {} : { clientSecret: (decodeUtf8(await readPrivateFile(file)) ?? '').trim() }
  return { publicUrl: () => publicUrl, oidc: { ...named, ...secret, fetch } }
}
