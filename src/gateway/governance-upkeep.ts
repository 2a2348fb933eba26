/**
 * Retention and canaries while the gateway is open: a sweep now and then, and a look at what is being tried.
 *
 * One at a time; failures are told and survived. Closing waits for what is under way.
 */

import { LociError } from '../errors.ts'
import { startInterval } from '../host/timers.ts'
import type { Memory } from '../memory/memory.ts'
import type { GatewayOptions } from './gateway-parts.ts'
import { ADVANCE_EVERY_MS, RETENTION_SWEEP_EVERY_MS } from './limits.ts'

export class GovernanceUpkeep {
  readonly #governance: Memory['governance']
  readonly #onProblem: GatewayOptions['onProblem']
  readonly #stops: readonly (() => void)[]
  #running: Promise<void> | null = null

  constructor({ memory, onProblem }: Pick<GatewayOptions, 'memory' | 'onProblem'>) {
    this.#governance = memory.governance
    this.#onProblem = onProblem
    this.#stops = [
      startInterval(RETENTION_SWEEP_EVERY_MS, () => this.#run(() => this.#governance.sweep())),
      startInterval(ADVANCE_EVERY_MS, () => this.#run(() => this.#governance.advance())),
    ]
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    await this.#running
  }

  /** Left out while another runs: it comes again. */
  #run(work: () => Promise<unknown>): void {
    if (this.#running !== null) return
    this.#running = work()
      .then(() => undefined)
      .catch((error: unknown) => {
        this.#onProblem?.(LociError.from(error), 'retention and change requests')
      })
      .finally(() => {
        this.#running = null
      })
  }
}
