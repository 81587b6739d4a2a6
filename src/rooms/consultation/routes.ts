import type { Api } from '#platform/http/api.ts'
import { consultationsRoutes } from './consultations/routes.ts'
import { onwardRoutes } from './onward/routes.ts'
import { requestRoutes } from './requests/routes.ts'
import type { ConsultationPorts } from './say.ts'

/** The routes of this room. */
export function consultationRoutes(api: Api, ports: ConsultationPorts): void {
  requestRoutes(api, ports)
  onwardRoutes(api, ports)
  consultationsRoutes(api, ports)
}
