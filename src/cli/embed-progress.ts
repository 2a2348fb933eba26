/** How far the making of vectors is: a bar for a person at a terminal, else a line every so often. Always on standard error. */

import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'
import { countText } from './layout.ts'
import { openProgressBar } from './progress-bar.ts'

const LINE_EVERY_MS = 5_000

export interface EmbedProgress {
  tell(done: number, total: number): void
  close(): void
}

export function openEmbedProgress(terminal: Terminal, clock: Clock): EmbedProgress {
  if (terminal.isErrorTty) {
    return openProgressBar('{bar} {percentage} % · {value} of {total} memories · {eta_formatted}')
  }
  let lastMs = clock.monotonicMs()
  return {
    tell(done, total) {
      const nowMs = clock.monotonicMs()
      if (nowMs - lastMs < LINE_EVERY_MS) return
      lastMs = nowMs
      terminal.warn(
        `embedding: ${done.toLocaleString('en')} of ${countText(total, 'memory', 'memories')}\n`,
      )
    },
    close() {},
  }
}
