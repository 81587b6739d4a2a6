import type { ActId } from '#protocol/act/statement.ts'
import type { ConsultWish, MessageWish } from './consultations/wish.ts'
import type { AnswerWish, RequestWish } from './requests/wish.ts'

/** What a person wants to send to others: a question, an answer, another's answer that he may pass on, a request for consultation, or what he says there. */
export type Wished =
  | { readonly kind: 'request'; readonly wish: RequestWish }
  | { readonly kind: 'answer'; readonly wish: AnswerWish; readonly about: ActId }
  | { readonly kind: 'passing'; readonly about: ActId }
  | { readonly kind: 'consultation'; readonly wish: ConsultWish }
  | { readonly kind: 'message'; readonly wish: MessageWish; readonly about: ActId }
