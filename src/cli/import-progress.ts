/**
 * How far an import is: a bar for a person at a terminal, else a line every so often.
 *
 * Always on standard error. The bar counts bytes of the file, because the number of records is not known before the end.
 */

import type { Clock } from '../host/clock.ts'
import type { Terminal } from '../host/terminal.ts'
import { countText } from './layout.ts'
import { openProgressBar } from './progress-bar.ts'

const LINE_EVERY_MS = 5_000

export interface ImportProgress {
  bytesRead(byteCount: number): void
  recordsDone(recordCount: number): void
  close(): void
}

function openBar(byteCountTotal: number): ImportProgress {
  const bar = openProgressBar('{bar} {percentage} % · {records} records')
  let byteCount = 0
  bar.tell(0, byteCountTotal, { records: '0' })
  return {
    bytesRead(count) {
      byteCount += count
    },
    recordsDone: (records) => bar.tell(byteCount, byteCountTotal, { records: `${records}` }),
    close: bar.close,
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
