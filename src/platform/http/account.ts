import type { Random } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { decodeUtf8, encodeUtf8, fromBase64, toBase64Url } from '#kernel/bytes.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { question, type Question } from '#platform/db/select-all.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { bool, table, text, texts } from '#platform/db/table.ts'
import type { Role } from './roles.ts'
import { parseRole } from './roles.ts'

/**
 * Who may speak to this node. `clearance` is the highest level readable, `categories` those readable (`['*']`: all).
 * The secret itself is never kept: `secret_sha256` is the lower-case hex SHA-256 of the whole token.
 */
export const accounts = table(
  'books.account',
  'books',
  {
    name: text(),
    role: text<Role>(),
    desk: text(),
    clearance: text(),
    categories: texts(),
    secret_sha256: text(),
    disabled: bool(),
  },
  ['name'],
)

/** An account without its secret: what handlers see. */
export type Account = Omit<Row<typeof accounts>, 'secret_sha256' | 'disabled'>

/** `tamga_` and 43 characters of base64url: 256 random bits. */
const tokenShape = /^tamga_[A-Za-z0-9_-]{43}$/u
const basicShape = /^basic ([A-Za-z0-9+/=]{1,1000})$/iu
const bearerShape = /^bearer ([!-~]{1,200})$/iu

/** A new bearer token, and the digest that is kept of it. */
export function newToken(random: Random): { readonly token: string; readonly secretSha256: string } {
  const token = `tamga_${toBase64Url(random.bytes(32))}`
  return { token, secretSha256: digestOf(token) }
}

const isToken = (value: string): boolean => tokenShape.test(value)

/** SHA-256 of a secret's text, lower-case hex. For secrets of 256 random bits only: a person's password needs a slow hash. */
export function digestOf(secret: string): string {
  return sha256Hex(encodeUtf8(secret))
}

/** The bearer token of a request as it stands there, unchecked; empty without one. */
export function tokenOf(request: Request): string {
  return bearerShape.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
}

/**
 * Whose token the request carries. Every failure is the same refusal: no header, another scheme, an unknown token, a
 * disabled account, a role that this version does not know.
 */
export async function authenticate(store: Reads, request: Request): Promise<Account | Refusal<'not-authenticated'>> {
  return accountOf(store, tokenOf(request))
}

async function accountOf(store: Reads, token: string): Promise<Account | Refusal<'not-authenticated'>> {
  if (!isToken(token)) return noOne()
  const { table, query } = accountQuestion(token)
  const [row] = await store.select(table, query)
  if (row === undefined || row.disabled || parseRole(row.role) === undefined) return noOne()
  const { secret_sha256: _secret, disabled: _disabled, ...account } = row
  return account
}

const accountQuestion = (token: string): Question<typeof accounts> =>
  question(accounts, { where: { secret_sha256: digestOf(token) }, limit: 1 })

/** What `authenticateTool` will ask about a request, if anything. */
export function toolQuestions(request: Request): readonly Question<typeof accounts>[] {
  const { token } = credentialsOf(request)
  return isToken(token) ? [accountQuestion(token)] : []
}

/**
 * Whose name and token the request carries by HTTP Basic (RFC 7617), or whose token alone; for tools that know nothing else. Every failure is
 * the same refusal here too.
 */
export async function authenticateTool(
  store: Reads,
  request: Request,
): Promise<Account | Refusal<'not-authenticated'>> {
  const { name, token } = credentialsOf(request)
  const account = await accountOf(store, token)
  return isRefusal(account) || name === undefined || account.name === name ? account : noOne()
}

/** How such a tool is asked who it is. */
export const toolChallenge = 'Basic realm="tamga", charset="UTF-8", Bearer realm="tamga"'

/** By HTTP Basic name and token, by bearer token no name. */
function credentialsOf(request: Request): { readonly name?: string; readonly token: string } {
  const encoded = basicShape.exec(request.headers.get('authorization') ?? '')?.[1]
  if (encoded === undefined) return { token: tokenOf(request) }
  const [, name = '', token = ''] =
    /^([^:]*):(.*)$/su.exec(decodeUtf8(fromBase64(encoded) ?? new Uint8Array()) ?? '') ?? []
  return { name, token }
}

const noOne = (): Refusal<'not-authenticated'> => refuse('not-authenticated', 'interfaces: bearer token')
