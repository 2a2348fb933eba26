/** How far a download is: a bar for a person at a terminal, else a line every so often. Always on standard error. */

import { SingleBar } from 'cli-progress'
import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'
import { sizeText } from './layout.ts'

const LINE_EVERY_MS = 5_000

export interface DownloadProgress {
  tell(byteCount: number, totalByteCount: number | null): void
  close(): void
}

function openBar(): DownloadProgress {
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {done} of {all} · {eta_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  })
  let isStarted = false
  return {
    tell(byteCount, total) {
      const payload = {
        done: sizeText(byteCount),
        all: total === null ? 'unknown' : sizeText(total),
      }
      if (!isStarted) bar.start(total ?? byteCount, 0, payload)
      isStarted = true
      bar.setTotal(total ?? byteCount)
      bar.update(byteCount, payload)
    },
    close: () => bar.stop(),
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
