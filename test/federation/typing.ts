import { desk, type Desk } from '#cli/testing/command-line.ts'
import type { Scene } from './scene.ts'

/** The command line before the houses of a scene, in the place of their tokens `party/user`. */
export const typing = ({ federation }: Pick<Scene, 'federation'>): Promise<Desk> =>
  desk({
    answer(party, request) {
      const house = federation.house(party)
      const [, user = ''] = (request.headers.get('authorization') ?? '').replace('Bearer ', '').split('/')
      const headers = new Headers(request.headers)
      headers.set('authorization', `Bearer ${house.tokens.get(user)}`)
      return house.node!.fetch(new Request(request, { headers }))
    },
  })
