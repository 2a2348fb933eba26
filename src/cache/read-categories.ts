/**
 * Reads a user's category configuration over the defaults, refusing everything that it does not understand.
 *
 * Unknown keys are refused with the nearest spelling; a threshold given as a distance, as a percentage or out of range is refused with
 * an explanation, because the two conventions run in opposite directions and a silent mix-up serves wrong answers.
 */

import { LociError } from '../errors.ts'
import {
  type CategoryPolicy,
  type CategoryTable,
  categoryTable,
  newCategory,
  otherCategory,
} from '../policy/caching/categories.ts'
import { nearest } from '../stdx/nearest.ts'

type Key = Exclude<keyof CategoryPolicy, 'name'>
type Check = (value: unknown, where: string) => boolean | number | null

const checks: Readonly<Record<Key, Check>> = {
  allow: flag,
  semantic: flag,
  threshold: similarity,
  thresholdMin: similarity,
  ttlMs: duration,
  staleMsMax: duration,
  quotaShare: share,
  priority: positive,
  errorBound: (value, where) => (value === null ? null : share(value, where)),
  allowTyping: flag,
  storeTruncated: flag,
  storeToolCalls: flag,
  storeSampled: flag,
}
const keys = Object.keys(checks) as Key[]
const distanceKey = /distance|dissimilarity/i
const categoryName = /^[a-z][a-z0-9-]{0,39}$/
/** Most categories in one configuration. */
export const CATEGORIES_MAX = 64

function invalid(message: string, hint: string): LociError {
  return new LociError('CONFIG_INVALID', message, { hint })
}

/** `{"code": {"threshold": 0.92}, "recipes": {"semantic": true}}` over the defaults. */
export function readCategories(config: unknown): CategoryTable {
  const table = new Map(categoryTable())
  if (config === undefined || config === null) return table
  for (const [name, settings] of Object.entries(record(config, 'the category table'))) {
    if (!categoryName.test(name)) {
      throw invalid(
        `${JSON.stringify(name)} is no category name`,
        'Lower-case letters, digits and hyphens, at most 40.',
      )
    }
    table.set(name, readCategory(table.get(name) ?? newCategory(name), settings))
  }
  if (table.size > CATEGORIES_MAX) {
    throw invalid(`${table.size} categories are configured`, `The limit is ${CATEGORIES_MAX}.`)
  }
  return table
}

function readCategory(base: CategoryPolicy, settings: unknown): CategoryPolicy {
  const given = record(settings, `category ${base.name}`)
  const read: Record<string, boolean | number | null> = {}
  for (const [key, value] of Object.entries(given)) {
    read[knownKey(key, base.name)] = checks[knownKey(key, base.name)](value, `${base.name}.${key}`)
  }
  const policy = { ...base, ...read } as CategoryPolicy
  return checkedWhole('thresholdMin' in read ? policy : withFloor(policy, base), read)
}

/** Lowering a threshold below the default floor lowers the floor with it. */
function withFloor(policy: CategoryPolicy, base: CategoryPolicy): CategoryPolicy {
  const drop = base.threshold - base.thresholdMin
  return { ...policy, thresholdMin: Math.max(0, policy.threshold - drop) }
}

function checkedWhole(policy: CategoryPolicy, read: object): CategoryPolicy {
  const { name } = policy
  if (policy.thresholdMin > policy.threshold) {
    throw invalid(
      `${name}.thresholdMin ${policy.thresholdMin} is above its threshold ${policy.threshold}`,
      'The floor is what load adaptation may lower the threshold to.',
    )
  }
  if (name === otherCategory && policy.semantic) {
    throw invalid(
      'the category "other" cannot match by meaning',
      'It holds what no rule could place; name a category of your own and allow it there.',
    )
  }
  if (policy.ttlMs <= policy.staleMsMax) return policy
  if (!('staleMsMax' in read)) return { ...policy, staleMsMax: policy.ttlMs }
  throw invalid(
    `${name}.ttlMs ${policy.ttlMs} is beyond its staleMsMax ${policy.staleMsMax}`,
    'staleMsMax is the age that no answer may pass.',
  )
}

function knownKey(key: string, category: string): Key {
  const known = keys.find((candidate) => candidate === key)
  if (known !== undefined) return known
  if (distanceKey.test(key)) {
    throw invalid(
      `${category}.${key} is a distance; thresholds here are similarities`,
      'Give "threshold" in [0, 1], where 1 is the same question; a cosine distance d is the similarity 1 - d.',
    )
  }
  const guess = key === 'similarityThreshold' ? 'threshold' : nearest(key, keys)
  throw new LociError(
    'CONFIG_UNKNOWN_KEY',
    `category ${category} has no key ${JSON.stringify(key)}`,
    {
      hint: guess === undefined ? `Known: ${keys.join(', ')}.` : `Did you mean "${guess}"?`,
    },
  )
}

/** The similarity itself, or CONFIG_INVALID with the reason; shared by every surface that takes a threshold. */
export function similarity(value: unknown, where: string): number {
  const number = finite(value, where)
  if (number >= 0 && number <= 1) return number
  // Cosine distances end at 2; what is beyond them was meant in per cent.
  const isPercent = number > 2 && number <= 100
  const percent = isPercent ? ` ${number} per cent is ${Number((number / 100).toFixed(6))}.` : ''
  throw invalid(
    `${where} is ${number}; a threshold is a similarity in [0, 1]`,
    `1 is the same question, 0 has nothing in common; distances run the other way and are refused.${percent}`,
  )
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw invalid(`${what} is ${Array.isArray(value) ? 'a list' : typeof value}`, 'Give an object.')
}

function flag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value
  throw invalid(`${where} is ${JSON.stringify(value)}`, 'Give true or false.')
}

function finite(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw invalid(`${where} is ${JSON.stringify(value)}`, 'Give a number.')
}

function share(value: unknown, where: string): number {
  const number = finite(value, where)
  if (number > 0 && number <= 1) return number
  throw invalid(`${where} is ${number}`, 'Give a share above 0 and at most 1.')
}

function positive(value: unknown, where: string): number {
  const number = finite(value, where)
  if (number > 0) return number
  throw invalid(`${where} is ${number}`, 'Give a number above 0.')
}

function duration(value: unknown, where: string): number {
  const number = finite(value, where)
  if (number >= 0) return number
  throw invalid(`${where} is ${number}`, 'Give milliseconds, 0 or more.')
}
