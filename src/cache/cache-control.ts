/**
 * What one request asks of the cache: the directives of the header `x-loci-cache`.
 *
 * `no-cache` (do not read), `no-store` (do not write), `bypass` (neither), `max-age=60`, `ttl=3600` (seconds),
 * `threshold=0.9` (a similarity). Unknown directives are refused with the nearest spelling. `threshold` can only be raised above the
 * category's own: a request cannot loosen what the operator set.
 */

import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import { similarity } from './read-categories.ts'

export interface CacheControl {
  readonly isRead: boolean
  readonly isWritten: boolean
  /** No answer older than this. */
  readonly maxAgeMs: number | null
  /** How long the new answer lives, at most the category's maximum staleness. */
  readonly ttlMs: number | null
  readonly threshold: number | null
}

export const ordinaryControl: CacheControl = {
  isRead: true,
  isWritten: true,
  maxAgeMs: null,
  ttlMs: null,
  threshold: null,
}

const plainDirectives = ['no-cache', 'no-store', 'bypass'] as const
const valuedDirectives = ['max-age', 'ttl', 'threshold'] as const
const directives: readonly string[] = [...plainDirectives, ...valuedDirectives]
/** Longest header that is read. */
const HEADER_CHARACTERS_MAX = 512

export function parseCacheControl(header: string | null | undefined): CacheControl {
  if (header === null || header === undefined || header.trim().length === 0) return ordinaryControl
  if (header.length > HEADER_CHARACTERS_MAX)
    throw refused(`the header has ${header.length} characters`)
  let control = ordinaryControl
  for (const part of header.split(',')) {
    const at = part.indexOf('=')
    const name = (at < 0 ? part : part.slice(0, at)).trim().toLowerCase()
    const value = at < 0 ? undefined : part.slice(at + 1).trim()
    if (plainDirectives.some((plain) => plain === name) && value !== undefined) {
      throw refused(`${name} takes no value`)
    }
    if (part.trim().length > 0) control = applied(control, name, value)
  }
  return control
}

function applied(control: CacheControl, name: string, value: string | undefined): CacheControl {
  switch (name) {
    case 'no-cache':
      return { ...control, isRead: false }
    case 'no-store':
      return { ...control, isWritten: false }
    case 'bypass':
      return { ...control, isRead: false, isWritten: false }
    case 'max-age':
      return { ...control, maxAgeMs: secondsOf(name, value) * 1000 }
    case 'ttl':
      return { ...control, ttlMs: secondsOf(name, value) * 1000 }
    case 'threshold':
      return { ...control, threshold: thresholdOf(value) }
    default:
      throw unknown(name)
  }
}

/** A similarity that a request states. Throws INPUT_INVALID with the explanation. */
export function askedSimilarity(value: unknown, where: string): number {
  try {
    return similarity(value, where)
  } catch (cause) {
    const { message, hint } = LociError.from(cause)
    throw new LociError('INPUT_INVALID', message, { hint, cause, details: { field: where } })
  }
}

function secondsOf(name: string, value: string | undefined): number {
  const seconds = numberOf(value)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds
  throw refused(`${name} is ${JSON.stringify(value ?? '')}`, 'Give seconds, 0 or more.')
}

function thresholdOf(value: string | undefined): number {
  const threshold = numberOf(value)
  if (!Number.isNaN(threshold)) return askedSimilarity(threshold, 'x-loci-cache threshold')
  throw refused(`threshold is ${JSON.stringify(value ?? '')}`, 'Give a similarity in [0, 1].')
}

function numberOf(value: string | undefined): number {
  return value === undefined || value.length === 0 ? Number.NaN : Number(value)
}

function unknown(name: string): LociError {
  const guess = nearest(name, directives)
  return new LociError(
    'INPUT_UNKNOWN_KEY',
    `x-loci-cache has no directive ${JSON.stringify(name)}`,
    {
      hint: guess === undefined ? `Known: ${directives.join(', ')}.` : `Did you mean "${guess}"?`,
    },
  )
}

function refused(message: string, hint = `Known: ${directives.join(', ')}.`): LociError {
  return new LociError('INPUT_INVALID', `x-loci-cache: ${message}`, { hint })
}
