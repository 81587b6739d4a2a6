import type { Federation } from './federation.ts'

const idleMs = 450

/** Until the product has had next to nothing to do for so many seconds: what it does behind the shares is done. */
export async function settled(federation: Pick<Federation, 'processorMs'>, seconds: number): Promise<void> {
  for (let idle = 0; idle < seconds;) {
    const before = await federation.processorMs()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    idle = (await federation.processorMs()).all - before.all < idleMs ? idle + 1 : 0
  }
}
