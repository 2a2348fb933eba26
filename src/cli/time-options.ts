/** `--at` and `--as-of`: a moment as people type it. */

import { LociError } from '../errors.ts'
import { parseTime } from '../memory/time.ts'
import type { AsOf } from '../store/store.ts'

/** `2026-05-08`, `2026-05-08T13:56Z`, or milliseconds since 1970. */
export function parseMoment(text: string): number {
  return parseTime(/^-?\d+$/.test(text) ? Number(text) : text, 'time')
}

/** `#1234` or `1234` is a log position, anything else a moment. */
export function parseAsOf(text: string): AsOf {
  if (/^#?\d{1,10}$/.test(text)) return { position: Number(text.replace('#', '')) }
  try {
    return { timeMs: parseMoment(text) }
  } catch (cause) {
    throw new LociError(
      'TIME_INVALID',
      `${JSON.stringify(text)} is no moment and no log position`,
      {
        hint: 'Give a time (2026-05-08T13:56:00Z) or a log position as `loci history` prints it (#1234).',
        cause,
      },
    )
  }
}
