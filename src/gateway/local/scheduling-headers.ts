/**
 * Hints for scheduling out of a request's headers: `x-loci-program`, `-tool`, `-last-turn`, `-predicted-tokens`, `-batch-rank`.
 *
 * Headers and not fields of the body, so that every client can send them and none reaches an endpoint that would refuse them. Names may
 * be percent-encoded UTF-8. A program is its tenant's own: two callers with one name are two programs.
 */

import { HINT_CHARACTERS_MAX, type SchedulingHints } from '../../engine/scheduling-hints.ts'
import { invalidInput } from '../../memory/check-input.ts'

const PREFIX = 'x-loci-'
const COUNT_MAX = 2 ** 31 - 1

function nameOf(headers: Headers, field: string): string | undefined {
  const value = headers.get(PREFIX + field)
  if (value === null || value === '') return undefined
  let name: string
  try {
    name = decodeURIComponent(value)
  } catch {
    throw invalidInput(PREFIX + field, 'is not percent-encoded UTF-8')
  }
  if (name.length <= HINT_CHARACTERS_MAX) return name
  throw invalidInput(PREFIX + field, `has ${name.length} characters; ${HINT_CHARACTERS_MAX} can be`)
}

function countOf(headers: Headers, field: string): number | undefined {
  const value = headers.get(PREFIX + field)
  if (value === null || value === '') return undefined
  const count = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
  if (count <= COUNT_MAX) return count
  throw invalidInput(PREFIX + field, `is ${value}, not a whole number up to ${COUNT_MAX}`)
}

function isTrue(headers: Headers, field: string): boolean {
  const value = headers.get(PREFIX + field) ?? 'false'
  if (value === 'true' || value === 'false') return value === 'true'
  throw invalidInput(PREFIX + field, `is ${value}; it is true or false`)
}

/** Throws INPUT_INVALID, by the name of the header. */
export function schedulingHints(headers: Headers, tenant: string): SchedulingHints {
  const program = nameOf(headers, 'program')
  const tool = nameOf(headers, 'tool')
  const predictedTokens = countOf(headers, 'predicted-tokens')
  const batchRank = countOf(headers, 'batch-rank')
  return {
    ...(program !== undefined && { program: `${tenant}\n${program}` }),
    ...(tool !== undefined && { tool }),
    ...(isTrue(headers, 'last-turn') && { isLastTurn: true }),
    ...(predictedTokens !== undefined && { predictedTokens }),
    ...(batchRank !== undefined && { batchRank }),
  }
}
