import { useSyncExternalStore } from 'react'
import { Refused } from '../api/ask.ts'

/** Acts that are signed one after the other. It goes on wherever one looks meanwhile, and is found as it stands. */
export interface Run {
  readonly done: number
  readonly all: number
  /** By the node, each with its reason; empty where it gave none. */
  readonly refused: readonly { readonly act: string; readonly title: string; readonly why: string }[]
  /** What ended it before its end: the node is not reached, the session is over. */
  readonly stopped?: Error
}

const runs = new Map<string, Run>()
const listeners = new Set<() => void>()

export const runAt = (place: string): Run | undefined => runs.get(place)
export const isBusy = (run: Run | undefined): boolean =>
  run !== undefined && run.stopped === undefined && run.done < run.all

function tellRun(place: string, run: Run | undefined): void {
  if (run === undefined) runs.delete(place)
  else runs.set(place, run)
  for (const listener of listeners) listener()
}

export interface Signing {
  readonly acts: readonly { readonly act: string; readonly title: string }[]
  /** Throws `Refused`. */
  readonly sign: (act: string) => Promise<void>
  readonly onSigned: (act: string) => void
}

/** Runs once at a place: a second call while one goes on does nothing. What is refused is passed over; who is not heard is not asked again. */
export async function runAll(place: string, { acts, sign, onSigned }: Signing): Promise<void> {
  if (isBusy(runs.get(place))) return
  let run: Run = { done: 0, all: acts.length, refused: [] }
  tellRun(place, run)
  for (const { act, title } of acts) {
    const error = await sign(act).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error === undefined) onSigned(act)
    else if (error instanceof Refused && !isUnheard(error))
      run = { ...run, refused: [...run.refused, { act, title, why: error.problem.detail }] }
    else return tellRun(place, { ...run, stopped: error instanceof Error ? error : new Error('unknown') })
    run = { ...run, done: run.done + 1 }
    tellRun(place, run)
  }
}

const isUnheard = ({ problem: { status } }: Refused): boolean => status === 0 || status === 401

export const endRun = (place: string): void => tellRun(place, undefined)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useRun = (place: string): Run | undefined => useSyncExternalStore(subscribe, () => runs.get(place))
