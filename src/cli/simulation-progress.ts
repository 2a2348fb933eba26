/** How far a simulation is, on standard error: one line that is written over at a terminal, a line now and then elsewhere. */

import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'

const TTY_EVERY_MS = 200
const LINE_EVERY_MS = 5_000

export interface SimulationProgress {
  done(count: number): void
  close(): void
}

export function openSimulationProgress(
  terminal: Terminal,
  clock: Clock,
  total: number,
): SimulationProgress {
  const isTty = terminal.isErrorTty
  const everyMs = isTty ? TTY_EVERY_MS : LINE_EVERY_MS
  let lastMs = clock.monotonicMs()
  let isShown = false
  return {
    done(count) {
      const nowMs = clock.monotonicMs()
      if (nowMs - lastMs < everyMs) return
      lastMs = nowMs
      isShown = true
      const says = `simulated ${count.toLocaleString('en')} of ${total.toLocaleString('en')} requests`
      terminal.warn(isTty ? `\r${says}` : `${says}\n`)
    },
    close() {
      if (isTty && isShown) terminal.warn('\r\x1b[K')
    },
  }
}
