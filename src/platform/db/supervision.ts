import { Fault } from '#kernel/fault.ts'
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Claims the folder of an embedded server for this process: `<folder>/supervisor` holds process number and start. A dead
 * holder's claim is taken over, a living one's is a fault. Answers how to give it up.
 */
export async function claimSupervision(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'supervisor')
  const own = `${process.pid} ${await startOf(process.pid)}\n`
  const release = (): Promise<void> => rm(file, { force: true })
  if (await claim(file, own)) return release
  const holder = await readFile(file, 'utf8').catch(() => '')
  const [pid = '', start = ''] = holder.trim().split(' ')
  if (start !== '' && (await startOf(Number(pid))) === start) {
    throw new Fault('embedded-in-use', { params: { folder, pid } })
  }
  if ((await takeAway(file, holder)) && (await claim(file, own))) return release
  throw new Fault('embedded-in-use', { params: { folder, pid } })
}

const guestShape = /^guest-(\d+)$/u

/** Says that this process works with the server of the folder, which another one supervises. Answers how to take that back. */
export async function announceGuest(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, `guest-${process.pid}`)
  await writeFile(file, await startOf(process.pid), { mode: 0o600 })
  return () => rm(file, { force: true })
}

/** Whether another living process works with the server of the folder; what dead ones left is cleared away. */
export async function hasGuests(folder: string): Promise<boolean> {
  let isHost = false
  for (const name of await readdir(folder)) {
    const [, pid] = guestShape.exec(name) ?? []
    if (pid === undefined || Number(pid) === process.pid) continue
    const start = await readFile(join(folder, name), 'utf8').catch(() => '')
    if (start !== '' && (await startOf(Number(pid))) === start) isHost = true
    else await rm(join(folder, name), { force: true })
  }
  return isHost
}

/** Removes a dead holder's claim, and puts back whatever else it finds there by now: of several who try, one succeeds. */
async function takeAway(file: string, holder: string): Promise<boolean> {
  const away = `${file}.${process.pid}`
  try {
    await rename(file, away)
  } catch {
    return false
  }
  const isHolders = (await readFile(away, 'utf8')) === holder
  if (!isHolders) await link(away, file).catch(() => undefined)
  await rm(away, { force: true })
  return isHolders
}

const claim = (file: string, own: string): Promise<boolean> =>
  writeFile(file, own, { flag: 'wx', mode: 0o600 }).then(
    () => true,
    () => false,
  )

/** A process's start in clock ticks since boot (field 22 of /proc/PID/stat); empty when there is no such process. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
