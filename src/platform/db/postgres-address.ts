import type { ClientConfig } from 'pg'

/** Where a database is: a URL of the administrator's, or our own server's socket in a folder that only its user can enter. */
export type DatabaseAddress =
  | { readonly url: string }
  | { readonly socketFolder: string; readonly user: string; readonly database: string }

/** What the driver needs to connect. Nothing comes from the environment for a socket. */
export function clientConfig(address: DatabaseAddress): ClientConfig {
  const common = { application_name: 'tamga', keepAlive: true, keepAliveInitialDelayMillis: 5000 }
  if ('url' in address) return { ...common, connectionString: address.url }
  const { socketFolder, user, database } = address
  return { ...common, host: socketFolder, port: socketPort, user, database, password: '', ssl: false }
}

/** No port is opened: the number is a part of the socket's file name alone. */
export const socketPort = 5432
