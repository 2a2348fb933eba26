/**
 * The checks that every caller of Memory passes, whatever surface it came through.
 *
 * Each returns what it checked, or throws a LociError that names the field. They say nothing about wire formats.
 */

import { LociError } from '../errors.ts'
import type { Actor, Metadata, Role } from '../store/cube.ts'
import { LABEL_CHARACTERS_MAX, METADATA_BYTES_MAX, TURN_TEXT_BYTES_MAX } from './limits.ts'

const roles: ReadonlySet<string> = new Set<Role>(['user', 'assistant', 'system', 'tool'])
const actors: ReadonlySet<string> = new Set<Actor>(['user', 'agent', 'auto'])

export function invalidInput(field: string, why: string): LociError {
  return new LociError('INPUT_INVALID', `${field} ${why}`, { details: { field } })
}

/** Well-formed text of at most `bytesMax` bytes of UTF-8; may be empty. */
export function checkText(value: unknown, field: string, bytesMax = TURN_TEXT_BYTES_MAX): string {
  if (typeof value !== 'string') throw invalidInput(field, `must be text, got ${typeof value}`)
  if (!value.isWellFormed()) {
    throw new LociError('INPUT_NOT_UTF8', `${field} holds half a surrogate pair`, {
      details: { field },
    })
  }
  // A UTF-16 unit is at most 3 bytes of UTF-8, so short texts need no count.
  if (value.length * 3 > bytesMax && new TextEncoder().encode(value).length > bytesMax) {
    throw new LociError('INPUT_TOO_LARGE', `${field} is larger than ${bytesMax} bytes`, {
      details: { field, bytesMax },
    })
  }
  return value
}

/** A short name (speaker, session, key) or null when absent. */
export function checkLabel(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null
  const text = checkText(value, field)
  if (text.length === 0 || text.length > LABEL_CHARACTERS_MAX) {
    throw invalidInput(field, `must have 1-${LABEL_CHARACTERS_MAX} characters`)
  }
  return text
}

export function checkMetadata(value: unknown, field: string): Metadata {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput(field, 'must be an object')
  }
  let json: string
  try {
    json = JSON.stringify(value)
  } catch (cause) {
    throw new LociError('INPUT_INVALID', `${field} cannot be written as JSON`, { cause })
  }
  checkText(json, field, METADATA_BYTES_MAX)
  return value as Metadata
}

export function checkRole(value: unknown, field: string): Role {
  if (value === undefined) return 'user'
  if (typeof value === 'string' && roles.has(value)) return value as Role
  throw invalidInput(field, `must be one of ${[...roles].join(', ')}, got ${JSON.stringify(value)}`)
}

export function checkActor(value: unknown): Actor {
  if (value === undefined) return 'user'
  if (typeof value === 'string' && actors.has(value)) return value as Actor
  throw invalidInput('actor', `must be one of ${[...actors].join(', ')}`)
}

/** A whole number from 1 to `most`, or `fallback` when absent. */
export function checkCount(value: unknown, field: string, fallback: number, most: number): number {
  if (value === undefined) return fallback
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
    throw invalidInput(field, `must be a whole number from 1 to ${most}`)
  }
  return value
}

/** One of the words, the first of them when absent. */
export function checkChoice<Word extends string>(
  value: unknown,
  field: string,
  words: readonly [Word, ...Word[]],
): Word {
  if (value === undefined) return words[0]
  const found = words.find((word) => word === value)
  if (found !== undefined) return found
  throw invalidInput(field, `must be one of ${words.join(', ')}`)
}
