import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { needsUs, unendedQuery, type Alert } from '../api/alerts.ts'
import type { Door } from '../api/forms.ts'
import { chime } from '../browser/chime.ts'
import { useSettings } from '../browser/use-settings.ts'

/** Real alerts of others that this house has not answered. */
export function useCalls(self: string, isReader: boolean): readonly Alert[] {
  const { data } = useQuery({ ...unendedQuery('actual'), enabled: isReader })
  return (data?.items ?? []).filter((alert) => needsUs(alert, self))
}

export interface Alarm {
  /** Alerts that wait for this house. */
  readonly count: number
  /** The last that came, or whose rung was reached, since the page was opened. */
  readonly news: Alert | undefined
}

/** Sounds when an alert comes and at each rung that is reached, where the device wants it. What waited before the page was opened is seen and not heard. */
export function useAlarm(door: Door | undefined): Alarm {
  const session = door?.session
  const mayRead = session !== undefined && session.refused['content.read'] === undefined
  const calls = useCalls(door?.party ?? '', mayRead)
  const { hasSound } = useSettings()
  const [news, setNews] = useState<string>()
  const known = useRef<ReadonlySet<string>>(undefined)
  const { isSuccess } = useQuery({ ...unendedQuery('actual'), enabled: mayRead })
  const rungs = calls.map(({ act, parties }) => `${act} ${parties[door?.party ?? '']?.clock.level ?? 0}`).join('\n')
  useEffect(() => {
    if (!isSuccess) return
    const now = rungs === '' ? [] : rungs.split('\n')
    const fresh = known.current === undefined ? undefined : now.find((rung) => known.current?.has(rung) === false)
    known.current = new Set([...(known.current ?? []), ...now])
    if (fresh === undefined) return
    setNews(fresh.split(' ')[0])
    if (hasSound) chime()
  }, [isSuccess, rungs, hasSound])
  return { count: calls.length, news: calls.find(({ act }) => act === news) }
}
