import type { Keyring } from '#protocol/identity/keyring.ts'
import type { SimulatedStore } from '#platform/db/simulated-store.ts'

/** Work that other threads do for the houses: while some is under way, time stands still. */
export class Busy {
  #count = 0

  /** A keyring whose every use is noticed. */
  keyring(of: Keyring): Keyring {
    return {
      keys: of.keys,
      signAct: (role, message) => this.during(of.signAct(role, message)),
      sign: (role, message) => this.during(of.sign(role, message)),
      cosign: (message) => this.during(of.cosign(message)),
      open: (sealed, context) => this.during(of.open(sealed, context)),
      links: () => of.links(),
      under: async (keys) => {
        const found = await this.during(of.under(keys))
        return found === undefined ? undefined : this.keyring(found)
      },
    }
  }

  /** Sealing happens inside transactions. */
  watch(store: SimulatedStore): void {
    const transaction = store.transaction.bind(store)
    store.transaction = (work) => this.during(transaction(work))
  }

  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.#count === 0 ? quiet + 1 : 0) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async during<Result>(work: Promise<Result>): Promise<Result> {
    this.#count += 1
    try {
      return await work
    } finally {
      this.#count -= 1
    }
  }
}
