/** How far a download is: a bar for a person at a terminal, else a line every so often. Always on standard error. */

import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'
import { sizeText } from './layout.ts'
import { openProgressBar } from './progress-bar.ts'

const LINE_EVERY_MS = 5_000

export interface DownloadProgress {
  tell(byteCount: number, totalByteCount: number | null): void
  close(): void
}

function openBar(): DownloadProgress {
  const bar = openProgressBar('{bar} {percentage} % · {done} of {all} · {eta_formatted}')
  return {
    tell(byteCount, total) {
      const all = total === null ? 'unknown' : sizeText(total)
      bar.tell(byteCount, total ?? byteCount, { done: sizeText(byteCount), all })
    },
    close: bar.close,
  }
}

export function openDownloadProgress(terminal: Terminal, clock: Clock): DownloadProgress {
  if (terminal.isErrorTty) return openBar()
  let lastMs = clock.monotonicMs()
  return {
    tell(byteCount, total) {
      const nowMs = clock.monotonicMs()
      if (nowMs - lastMs < LINE_EVERY_MS) return
      lastMs = nowMs
      const of = total === null ? '' : ` of ${sizeText(total)}`
      terminal.warn(`fetching: ${sizeText(byteCount)}${of}\n`)
    },
    close() {},
  }
}
