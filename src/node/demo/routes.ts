import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import type { Api } from '#platform/http/api.ts'
import type { Declaration } from '#platform/http/declaration.ts'

/** What a script may do to the houses of a demo. These routes exist nowhere else. */
export interface DemoDeeds {
  stop(party: Party): Promise<Readonly<Record<string, unknown>>>
  start(party: Party): Promise<Readonly<Record<string, unknown>>>
  tamper(party: Party): Promise<Readonly<Record<string, unknown>>>
  /** Undoes what was tampered with since the demo began. */
  mend(party: Party): Promise<Readonly<Record<string, unknown>>>
  replay(party: Party): Promise<Readonly<Record<string, unknown>>>
  readonly parties: ReadonlySet<Party>
}

const verbs = {
  stop: 'Stop a house of the demo.',
  start: 'Start a stopped house of the demo.',
  tamper: 'Change one byte of what a house of the demo stores.',
  mend: 'Put back what was changed so in a house of the demo.',
  replay: 'Deliver to a house of the demo again what was once sent to it.',
} as const

export function demoRoutes(api: Api, deeds: DemoDeeds): void {
  for (const verb of ['stop', 'start', 'tamper', 'mend', 'replay'] as const) {
    const declaration = {
      method: 'POST',
      path: `/demo/v1/${verb}/:party`,
      action: 'demo.break',
      summary: verbs[verb],
      answer: z.looseObject({ party: z.string() }),
    } as const satisfies Declaration
    api.route(declaration, async ({ params }) => {
      const party = parseParty(params.party)
      if (party === undefined || !deeds.parties.has(party)) return refuse('not-found', 'interfaces: paths')
      return { party, ...(await deeds[verb](party)) }
    })
  }
}
