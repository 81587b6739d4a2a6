import { readFile, readdir } from 'node:fs/promises'

/** A tick of /proc/PID/stat on Linux: USER_HZ is 100 on every machine that Node runs on. */
const tickMs = 10

interface Process {
  readonly parent: number
  readonly ticks: number
}

/** Processor time of a process and all below it in milliseconds, those that have ended and been waited for included. */
export async function processorMs(root: number): Promise<number> {
  const processes = new Map<number, Process>()
  for (const name of await readdir('/proc')) {
    const found = /^\d+$/u.test(name) ? await statOf(name) : undefined
    if (found !== undefined) processes.set(Number(name), found)
  }
  const isBelow = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent
    return pid === root || (parent !== undefined && parent > 1 && isBelow(parent))
  }
  const below = [...processes].filter(([pid]) => isBelow(pid))
  return below.reduce((sum, [, { ticks }]) => sum + ticks, 0) * tickMs
}

/** Fields 4 and 14 to 17 of proc_pid_stat(5); the name in field 2 may hold anything. */
async function statOf(pid: string): Promise<Process | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields === undefined) return undefined
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { parent: Number(fields[1]), ticks }
}
