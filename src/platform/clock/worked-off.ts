/** Bytes looked at before others have their turn: some ten milliseconds. */
const stretchBytes = 512 * 1024

/** Brings work to its end a stretch at a time. Each step yields what it cost, in bytes looked at. */
export async function workedOff<Result>(work: Generator<number, Result, void>): Promise<Result> {
  for (let done = 0; ;) {
    const step = work.next()
    if (step.done === true) return step.value
    done += step.value
    if (done < stretchBytes) continue
    done = 0
    await new Promise((resolve) => setImmediate(resolve))
  }
}
