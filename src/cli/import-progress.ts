/**
 * How far an import is: a bar for a person at a terminal, else a line every so often.
 *
 * Always on standard error. The bar counts bytes of the file, because the number of records is not known before the end.
 */

import { SingleBar } from 'cli-progress'
import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'
import { countText } from './layout.ts'

const LINE_EVERY_MS = 5_000

export interface ImportProgress {
  bytesRead(byteCount: number): void
  recordsDone(recordCount: number): void
  close(): void
}

function openBar(byteCountTotal: number): ImportProgress {
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {records} records',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  })
  let byteCount = 0
  bar.start(byteCountTotal, 0, { records: 0 })
  return {
    bytesRead(count) {
      byteCount += count
    },
    recordsDone: (records) => bar.update(Math.min(byteCount, byteCountTotal), { records }),
    close: () => bar.stop(),
  }
}

function openLines(terminal: Terminal, clock: Clock): ImportProgress {
  let lastMs = clock.monotonicMs()
  return {
    bytesRead() {},
    recordsDone(recordCount) {
      const nowMs = clock.monotonicMs()
      if (nowMs - lastMs < LINE_EVERY_MS) return
      lastMs = nowMs
      terminal.warn(`importing: ${countText(recordCount, 'record')} so far\n`)
    },
    close() {},
  }
}

/** `byteCountTotal`: null when it is not known, as for standard input. */
export function openImportProgress(
  terminal: Terminal,
  clock: Clock,
  byteCountTotal: number | null,
): ImportProgress {
  const hasBar = terminal.isErrorTty && byteCountTotal !== null && byteCountTotal > 0
  return hasBar ? openBar(byteCountTotal) : openLines(terminal, clock)
}
