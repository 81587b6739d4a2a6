import type { Api } from '#platform/http/api.ts'
import { requestRoutes, type ConsultationPorts } from './requests/routes.ts'

/** The routes of this room. */
export function consultationRoutes(api: Api, ports: ConsultationPorts): void {
  requestRoutes(api, ports)
}
