import { Fault } from '#kernel/fault.ts'
import type { ClientBase } from 'pg'

/** Settings without which "acknowledged" would not mean "durable"; and the text we rely on. */
const required: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  data_checksums: ['on'],
  synchronous_commit: ['on', 'remote_apply', 'remote_write', 'local'],
  server_encoding: ['UTF8'],
}

/** 15.16, as `server_version_num` writes it. */
const oldestVersion = 150_016

/** Faults unless the server keeps what it acknowledges and is a version we know. */
export async function checkServer(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [['server_version_num', ...Object.keys(required)]],
  )
  checkSettings(new Map(rows.map(({ name, setting }) => [name, setting])))
}

/** Faults unless every setting is as it must be. */
export function checkSettings(settings: ReadonlyMap<string, string>): void {
  const version = settings.get('server_version_num') ?? ''
  if (!(Number(version) >= oldestVersion)) throw unfit('server_version_num', version)
  for (const [name, allowed] of Object.entries(required)) {
    const setting = settings.get(name) ?? ''
    if (!allowed.includes(setting)) throw unfit(name, setting)
  }
}

const unfit = (setting: string, value: string): Fault => new Fault('db-server-unfit', { params: { setting, value } })
