import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { pae } from './pae.ts'
import type { ActId, Desk, Kind } from './statement.ts'

/** Payload type of acts (protocol.md 4). */
export const actType = 'application/vnd.tamga.act+json'
/** Payload type of exercise traffic: other keys, another stream, never mistaken for real. */
export const exerciseActType = 'application/vnd.tamga.exercise-act+json'
export const payloadTypes = [actType, exerciseActType] as const
export type PayloadType = (typeof payloadTypes)[number]

const actIdShape = /^act--[0-9a-f]{64}$/u
const kindShape = /^[a-z][a-z-]{0,31}\.[a-z][a-z-]{0,31}\/[1-9]\d{0,3}$/u
const deskShape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u

/** The digest of what is signed, so neither the envelope's text nor its signatures change an act's name. */
export function actIdOf(payloadType: string, statement: Uint8Array): ActId {
  return `act--${sha256Hex(pae(payloadType, statement))}` as ActId
}

export function parseActId(text: string): ActId | undefined {
  return actIdShape.test(text) ? (text as ActId) : undefined
}

/** `room.verb/major`, lower-case letters and hyphens, major 1 to 9999. */
export function parseKind(text: string): Kind | undefined {
  return kindShape.test(text) ? (text as Kind) : undefined
}

/** 1 to 40 lower-case letters, digits or hyphens. */
export function parseDesk(text: string): Desk | undefined {
  return deskShape.test(text) ? (text as Desk) : undefined
}

export function parsePayloadType(text: string): PayloadType | undefined {
  return payloadTypes.find((type) => type === text)
}
