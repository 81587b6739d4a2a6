import { socketPort } from './postgres-address.ts'

/**
 * What the server is started with, on its command line: no file can differ. Durable above all (`fsync`,
 * `synchronous_commit`, `full_page_writes`, with checksums from initdb); small in memory; bulk writes without frequent
 * checkpoints and without being tidied up after each; no TCP.
 */
export function serverArguments(data: string, socketFolder: string, connections: number): readonly string[] {
  const settings = {
    listen_addresses: '',
    port: socketPort,
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: connections,
    shared_buffers: '64MB',
    max_wal_size: '2GB',
    min_wal_size: '96MB',
    wal_compression: 'off',
    checkpoint_timeout: '15min',
    wal_level: 'minimal',
    max_wal_senders: 0,
    jit: 'off',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    log_timezone: 'UTC',
    timezone: 'UTC',
    lc_messages: 'C',
    max_parallel_workers_per_gather: 0,
    autovacuum_naptime: '5min',
    track_io_timing: 'off',
  }
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** How a new data folder is made: UTF-8, order by code point, checksums, and no one but the socket's owner. */
export function initArguments(data: string, user: string): readonly string[] {
  return [
    `--pgdata=${data}`,
    `--username=${user}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--auth-local=trust',
    '--auth-host=reject',
    '--no-instructions',
  ]
}
