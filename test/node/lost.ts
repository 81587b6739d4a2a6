import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fill } from './desk.ts'
import type { Houses } from './houses.ts'

/** The node is gone: what is left is a medium with keys, another state, and the address that all know. */
export async function gone(houses: Houses, party: string): Promise<string> {
  const { port } = new URL(houses.nodes.get(party)?.url ?? '')
  await houses.stop(party)
  await rm(join(houses.home, party), { recursive: true })
  return port
}

/** The node of `bor` as `alt` knows it, from keys on a medium. */
export async function madeAnew(houses: Houses, port: string, medium: string): Promise<void> {
  await houses.typed('alt/treaty', 'charter invite --out steppe.tamga-invitation', [], ['--yes'])
  const { words } = await houses.typed('alt/treaty', 'charter show')
  const line =
    'init --party uzb --dir /var/lib/tamga --join steppe.tamga-invitation --url https://node.uzb.example:8440 --keys /media/copy/keys --key-file /media/copy/unlock.key'
  const own8440: readonly Fill[] = [
    ['uzb --dir', 'bor --dir'],
    ['https://node.uzb.example:8440', `https://127.0.0.1:${port} --port ${port}`],
    ['/media/copy', medium],
  ]
  const anew = await houses.typed('bor/admin', line, own8440, ['--words', String(words)])
  houses.shown.set('bor', String(anew['nodeKey']))
}

/** Whoever runs it logs in, says that no copy is at work, and makes accounts anew. */
export async function recovered(houses: Houses): Promise<void> {
  houses.tokens.delete('bor/admin')
  await houses.login('bor', 'admin')
  const { tokenFile } = await houses.typed('bor/admin', 'user token')
  houses.tokens.set('bor/admin', String(tokenFile))
  await houses.typed('bor/admin', 'recover', [], ['--yes'])
  for (const name of ['liaison', 'treaty']) {
    const add = 'user add treaty --role treaty --clearance restricted --token-out treaty.token'
    await houses.typed('bor/admin', add, [
      ['treaty.token', `bor/${name}.token`],
      ['treaty', name],
    ])
  }
  await houses.login('bor', 'liaison', 'treaty')
}
