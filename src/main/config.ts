import { isRefusal } from '#kernel/refusal.ts'
import { configSchema, readConfig, type Config } from '#node/config.ts'
import type { Io } from '#cli/io.ts'
import { stopOf } from './refused.ts'

/** The configuration in force. It names files of secrets and holds none. */
export async function configOf({ config }: { readonly config: string }, io: Pick<Io, 'env'>): Promise<Config> {
  const read = readConfig(config, io.env)
  if (isRefusal(read)) throw stopOf(read)
  return read
}

/** The JSON Schema of the configuration file. */
export function schema(): unknown {
  return configSchema()
}
