/** How far the making of vectors is: a bar for a person at a terminal, else a line every so often. Always on standard error. */

import { SingleBar } from 'cli-progress'
import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'
import { countText } from './layout.ts'

const LINE_EVERY_MS = 5_000

export interface EmbedProgress {
  tell(done: number, total: number): void
  close(): void
}

function openBar(): EmbedProgress {
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {value} of {total} memories · {eta_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  })
  let isStarted = false
  return {
    tell(done, total) {
      if (!isStarted) bar.start(total, done)
      isStarted = true
      bar.setTotal(total)
      bar.update(Math.min(done, total))
    },
    close: () => bar.stop(),
  }
}

export function openEmbedProgress(terminal: Terminal, clock: Clock): EmbedProgress {
  if (terminal.isErrorTty) return openBar()
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
