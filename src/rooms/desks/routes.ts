import type { Api } from '#platform/http/api.ts'
import { comcheckRoutes } from './comchecks/routes.ts'
import { directoryRoutes, type DeskPorts } from './directory/routes.ts'
import { hotlineRoutes } from './hotline/routes.ts'
import { shiftRoutes } from './shift/routes.ts'

/** The routes of this room. */
export function deskRoutes(api: Api, ports: DeskPorts): void {
  directoryRoutes(api, ports)
  comcheckRoutes(api, ports)
  hotlineRoutes(api, ports)
  shiftRoutes(api, ports)
}
