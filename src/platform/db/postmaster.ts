import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** What postmaster.pid says of a server: process, socket folder, and whether it takes connections. */
export interface Postmaster {
  readonly pid: number
  readonly socketFolder: string
  readonly isReady: boolean
}

/** The server running on a data folder, found by its pid file; `undefined` when there is none. */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = await readFile(join(data, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => undefined,
  )
  const pid = Number(lines?.[0])
  if (lines === undefined || !Number.isSafeInteger(pid) || pid <= 0 || !(await runsOn(pid, data))) return undefined
  return { pid, socketFolder: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' }
}

/** Removes a pid file whose process is gone or is someone else by now: the server itself only refuses to start. */
export async function clearStalePid(data: string): Promise<void> {
  if ((await findPostmaster(data)) === undefined) await rm(join(data, 'postmaster.pid'), { force: true })
}

/** A server works in its data folder, so a number used again by another process does not pass for it. */
async function runsOn(pid: number, data: string): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return folder !== undefined && folder === (await realpath(data))
}

/** Whether a process is there at all. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
