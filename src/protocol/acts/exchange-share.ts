import { z } from 'zod'
import { actId, words } from './field.ts'

/**
 * Body of `exchange.share/1`. The first attachment is the content: with `stix` one STIX 2.1 bundle, kept byte for byte;
 * with `file` any file. Further attachments ride along unread.
 */
export const ExchangeShare = z.object({
  format: z.enum(['stix', 'file']),
  title: words(300),
  description: words(8000).exactOptional(),
  /** How many objects the author counted in the bundle; the recipient counts again. */
  objects: z.int().min(0).max(10_000_000).exactOptional(),
  /** The act that this one corrects; its recall names this act in turn. */
  replaces: actId.exactOptional(),
})
export type ExchangeShare = z.infer<typeof ExchangeShare>
