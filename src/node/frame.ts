import { httpApi, type Api } from '#platform/http/api.ts'
import type { House } from '#charter/record/house.ts'
import type { NodePorts } from './ports.ts'

/** The frame that every route of the node hangs in: accounts, levels of the charter as of now, sentences. */
export function makeApi(ports: NodePorts, house: House): Api {
  const { sentences, random, log, store, timers, clock, party } = ports
  return httpApi({
    edge: { sentences, random, log },
    store,
    timers,
    sessions: { store, clock, party },
    levels: () => [...house.charter().levels.keys()],
  })
}
