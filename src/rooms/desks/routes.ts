import type { Api } from '#platform/http/api.ts'
import { directoryRoutes, type DeskPorts } from './directory/routes.ts'

/** The routes of this room. */
export function deskRoutes(api: Api, ports: DeskPorts): void {
  directoryRoutes(api, ports)
}
