import type { Io } from './io.ts'
import { clipped } from './width.ts'

const showAfterMs = 1000
const redrawMs = 100
const barCells = 24

const inBytes = (done: number): string => (done < 1 << 20 ? '' : `${(done / (1 << 20)).toFixed(1)} MiB`)

export interface Progress extends Disposable {
  /** `done` of `total`, in the same unit; of bytes without an end in sight, how many. */
  update(done: number, total?: number): void
}

/** A bar on the terminal for what takes longer than a second; silent everywhere else. */
export function progress(io: Io, label: string, isQuiet: boolean): Progress {
  const { stderr } = io
  const nowMs = (): number => Date.parse(io.clock.now())
  const isShown = stderr.isTerminal && !isQuiet && io.env['TERM'] !== 'dumb'
  const startedMs = nowMs()
  let drawnMs = 0
  const draw = (done: number, total: number | undefined): void => {
    const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total)
    const filled = Math.round((share ?? 0) * barCells)
    const bar =
      share === undefined
        ? inBytes(done)
        : `${'█'.repeat(filled)}${'░'.repeat(barCells - filled)} ${Math.round(share * 100)} %`
    stderr.write(`\r\u001b[K${clipped(`${label}  ${bar}`, stderr.columns - 1)}`)
  }
  return {
    update(done, total) {
      const at = nowMs()
      if (!isShown || at - startedMs < showAfterMs || at - drawnMs < redrawMs) return
      drawnMs = at
      draw(done, total)
    },
    [Symbol.dispose]() {
      if (drawnMs > 0) stderr.write('\r\u001b[K')
    },
  }
}
