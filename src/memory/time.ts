/** Moments at the edge: ISO 8601 or milliseconds in, milliseconds since 1970 (UTC) inside. */

import { LociError } from '../errors.ts'
import type { Time } from './memory.ts'

// A date alone is midnight UTC; a date with a time must name its zone, because local time differs from machine to machine.
const isoMoment =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2}))?$/
/** Bounds of `Date` (ECMA-262, 21.4.1.1). */
const TIME_MS_MAX = 8.64e15

/** Throws TIME_INVALID when `time` is no moment. `field` names it in the message. */
export function parseTime(time: Time, field: string): number {
  const ms = typeof time === 'number' ? time : isoMoment.test(time) ? Date.parse(time) : Number.NaN
  if (!Number.isFinite(ms) || Math.abs(ms) > TIME_MS_MAX) {
    throw new LociError('TIME_INVALID', `${field}: ${JSON.stringify(time)} is not a moment`, {
      details: { field },
    })
  }
  return Math.trunc(ms)
}
