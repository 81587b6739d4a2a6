import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { Fault } from '#kernel/fault.ts'
import { instantOf } from '#kernel/instant.ts'
import { slug } from '#protocol/acts/field.ts'
import type { AlertSigner } from '#rooms/alerts/import.ts'

const file = z
  .string()
  .min(1)
  .max(4096)
  .meta({ description: 'Its certificate, PEM or DER; no authority above it is asked.' })

/** Whose signatures on CAP alerts are believed: certificates that the administrator was given, under names of his. */
export const AlertSigners = z
  .record(slug, z.strictObject({ certificateFile: file }))
  .default({})
  .meta({ description: 'Services whose signed CAP alerts are verified on import, by name.' })
export type AlertSigners = z.infer<typeof AlertSigners>

/** The same with whole paths. */
export function locatedSigners(signers: AlertSigners, folder: string): AlertSigners {
  const located = Object.entries(signers).map(([name, row]) => [name, resolve(folder, row.certificateFile)] as const)
  return Object.fromEntries(located.map(([name, certificateFile]) => [name, { certificateFile }]))
}

export function alertSignersOf(signers: AlertSigners): Promise<readonly AlertSigner[]> {
  return Promise.all(
    Object.entries(signers).map(async ([name, { certificateFile }]) => {
      const bytes = await readFile(certificateFile).catch((cause: unknown) => {
        throw new Fault('file-unreadable', { params: { file: certificateFile }, cause })
      })
      try {
        const { publicKey: key, validFromDate, validToDate } = new X509Certificate(bytes)
        return { name, key, from: instantOf(validFromDate.getTime()), until: instantOf(validToDate.getTime()) }
      } catch (cause) {
        throw new Fault('certificate-unreadable', { params: { file: certificateFile }, cause })
      }
    }),
  )
}
