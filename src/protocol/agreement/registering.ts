import { refused } from './state.ts'
import type { Step } from './state.ts'

/** VCLT 80(1): after its entry into force, once with each register. Who may say so is asked where it is known who keeps the agreement. */
export const registration: Step<'registration'> = (meeting) => {
  const { law, event } = meeting
  const { register, number } = event.deed
  if (law.entry === undefined || law.entry > event.at) {
    return refused(meeting, 'not-yet-in-force', { rule: 'VCLT 80(1)' })
  }
  const before = law.registrations ?? []
  const known = before.find((one) => one.register === register)
  if (known !== undefined) {
    return refused(meeting, 'already-registered', { rule: 'VCLT 80', params: { register, number: known.number } })
  }
  return { ...law, registrations: [...before, { event: event.id, at: event.at, register, number }] }
}
