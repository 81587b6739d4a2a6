import { startFederation, type Federation, type House } from './federation.ts'
import { HostilePeer } from './hostile-peer.ts'

/** So many milliseconds after its start every journal of a federation has its first witnessed checkpoint. */
export const begun = 1100

/**
 * After so many milliseconds what a house shares is admitted, witnessed and proved elsewhere, and the answer is back. It takes two
 * seconds where nobody is away; the third is for whoever answers.
 */
export const arrived = 3000

/** After so many milliseconds every loop of a node has come round: the idle ones do each ten seconds. Only what the gate held back waits for more. */
export const everyRound = 12_000

/** The three houses of a federation, which ends with the scene. */
export interface Scene extends AsyncDisposable {
  readonly federation: Federation
  readonly alt: House
  readonly bor: House
  readonly cas: House
}

interface Asked {
  readonly seed?: number
  readonly ms?: number
  /** Of the coalition's profile. */
  readonly change?: Parameters<typeof startFederation>[2]
}

/** Three states past their first checkpoints, or `ms` after their start. */
export async function scene({ seed = 1, ms = begun, change }: Asked = {}): Promise<Scene> {
  const federation = await startFederation('demo', seed, change)
  await federation.pass(ms)
  return sceneOf(federation)
}

export interface HostileScene extends Scene {
  readonly peer: HostilePeer
}

/** From the start on, in the place of one party stands somebody with its keys; `bor` is its victim. No time has passed. */
export async function hostileScene(hostile: 'alt' | 'cas' = 'cas'): Promise<HostileScene> {
  const federation = await startFederation()
  await federation.house(hostile).stop()
  const peer = new HostilePeer(federation, hostile, 'bor')
  return { ...sceneOf(federation), peer }
}

const sceneOf = (federation: Federation): Scene => ({
  federation,
  alt: federation.house('alt'),
  bor: federation.house('bor'),
  cas: federation.house('cas'),
  [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose](),
})

interface Account {
  readonly name: string
  readonly role: string
  readonly clearance: string
  readonly categories?: readonly string[]
}

/** A further account of a house; its token is kept under its name. */
export async function addAccount(house: House, account: Account): Promise<void> {
  const made = await house.ask('admin', 'POST', '/api/v1/users', account)
  house.tokens.set(account.name, (made.json as unknown as { readonly token: string }).token)
}
