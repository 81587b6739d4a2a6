import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { needsUs, unendedQuery, type Alert } from '../api/alerts.ts'
import type { Door } from '../api/forms.ts'
import { chime } from '../browser/chime.ts'
import { useSettings } from '../browser/settings.ts'

/** Real alerts of others that this house has not answered. */
export function useCalls(self: string, isReader: boolean): readonly Alert[] {
  const { data } = useQuery({ ...unendedQuery('actual'), enabled: isReader })
  return (data?.items ?? []).filter((alert) => needsUs(alert, self))
}

/** Sounds when an alert comes and at each rung that is reached, where the device wants it; answers how many wait. What waited before the page was opened is seen and not heard. */
export function useAlarm(door: Door | undefined): number {
  const session = door?.session
  const mayRead = session !== undefined && session.refused['content.read'] === undefined
  const calls = useCalls(door?.party ?? '', mayRead)
  const { hasSound } = useSettings()
  const known = useRef<ReadonlySet<string>>(undefined)
  const { isSuccess } = useQuery({ ...unendedQuery('actual'), enabled: mayRead })
  const rungs = calls.map(({ act, parties }) => `${act} ${parties[door?.party ?? '']?.clock.level ?? 0}`).join('\n')
  useEffect(() => {
    if (!isSuccess) return
    const now = rungs === '' ? [] : rungs.split('\n')
    const isNew = known.current !== undefined && now.some((rung) => known.current?.has(rung) === false)
    known.current = new Set([...(known.current ?? []), ...now])
    if (isNew && hasSound) chime()
  }, [isSuccess, rungs, hasSound])
  return calls.length
}
