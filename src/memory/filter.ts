/**
 * mem0's filter language, compiled once into a predicate over cubes.
 *
 * `{field: value}` is equality, `{field: "*"}` asks that the field is there, `{field: {op: value}}` compares, `AND`, `OR` and
 * `NOT` (upper case, or `$and`, `$or`, `$not`) combine; several fields in one object are an AND. Fields are the cube's own
 * (`id`, `text`, `role`, `speaker`, `session`, `kind`, `level`, `form`, `function`, `dynamic`, `pipeline`, `state`, `user_id`, `agent_id`,
 * `run_id`, `created_at`, `updated_at`, `said_at`, `expires_at`) and, for everything else, metadata with dots for nesting.
 *
 * Numbers compare with numbers, times with ISO dates, text with text; a comparison across kinds is false, never an error,
 * because metadata is free in form. Source: mem0 OSS filters (memory/index.ts).
 */

import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Cube, JsonValue } from '../store/cube.ts'
import { dynamicOf } from './govern/coverage.ts'
import { FILTER_DEPTH_MAX } from './limits.ts'
import type { Filter, FilterOperator } from './memory.ts'

export type CubePredicate = (cube: Cube) => boolean
type Value = JsonValue | undefined
type Test = (kept: Value, asked: JsonValue) => boolean

const timeFields: Readonly<Record<string, (cube: Cube) => number | null>> = {
  created_at: (cube) => cube.createdAtMs,
  updated_at: (cube) => cube.updatedAtMs,
  said_at: (cube) => cube.saidAtMs,
  expires_at: (cube) => cube.expiresAtMs,
  expiration_date: (cube) => cube.expiresAtMs,
}

const cubeFields: Readonly<Record<string, (cube: Cube) => Value>> = {
  id: (cube) => cube.id,
  text: (cube) => cube.text,
  memory: (cube) => cube.text,
  role: (cube) => cube.role,
  speaker: (cube) => cube.speaker ?? undefined,
  session: (cube) => cube.session ?? undefined,
  kind: (cube) => cube.kind,
  state: (cube) => cube.state,
  form: (cube) => cube.form,
  function: (cube) => cube.function,
  author: (cube) => cube.author,
  level: (cube) => cube.level,
  dynamic: dynamicOf,
  pipeline: (cube) => cube.derivation?.pipeline,
  user_id: (cube) => cube.scope.user,
  agent_id: (cube) => cube.scope.agent,
  run_id: (cube) => cube.scope.run,
}

function metadataValue(cube: Cube, path: string): Value {
  if (Object.hasOwn(cube.metadata, path)) return cube.metadata[path]
  let value: Value = cube.metadata
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    value = Object.hasOwn(value, part) ? (value as Record<string, JsonValue>)[part] : undefined
  }
  return value
}

function equal(kept: Value, asked: JsonValue): boolean {
  if (Array.isArray(kept)) return kept.some((item) => equal(item as JsonValue, asked))
  if (typeof kept === 'object' && kept !== null)
    return JSON.stringify(kept) === JSON.stringify(asked)
  return kept === asked
}

/** Negative, zero or positive; NaN across kinds. */
function compare(kept: Value, asked: JsonValue): number {
  if (typeof kept === 'number' && typeof asked === 'number') return kept - asked
  if (typeof kept === 'string' && typeof asked === 'string') {
    return kept < asked ? -1 : kept > asked ? 1 : 0
  }
  return Number.NaN
}

function holds(kept: Value, asked: JsonValue, ignoreCase: boolean): boolean {
  if (typeof asked !== 'string') return Array.isArray(kept) && equal(kept, asked)
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  if (typeof kept === 'string') return fold(kept).includes(fold(asked))
  if (!Array.isArray(kept)) return false
  return kept.some((item) => typeof item === 'string' && fold(item) === fold(asked))
}

const tests: Readonly<Record<FilterOperator, Test>> = {
  eq: equal,
  ne: (kept, asked) => !equal(kept, asked),
  gt: (kept, asked) => compare(kept, asked) > 0,
  gte: (kept, asked) => compare(kept, asked) >= 0,
  lt: (kept, asked) => compare(kept, asked) < 0,
  lte: (kept, asked) => compare(kept, asked) <= 0,
  in: (kept, asked) => (asked as readonly JsonValue[]).some((item) => equal(kept, item)),
  nin: (kept, asked) => !(asked as readonly JsonValue[]).some((item) => equal(kept, item)),
  contains: (kept, asked) => holds(kept, asked, false),
  icontains: (kept, asked) => holds(kept, asked, true),
}
const operators = Object.keys(tests) as FilterOperator[]

function invalid(message: string, hint?: string): LociError {
  return new LociError('FILTER_INVALID', message, hint === undefined ? {} : { hint })
}

function isObject(value: unknown): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A time given as ISO text or milliseconds, for comparison with a time field. */
function askedTime(field: string, asked: JsonValue): JsonValue {
  if (Array.isArray(asked)) return asked.map((item) => askedTime(field, item as JsonValue))
  if (typeof asked === 'number') return asked
  const ms = typeof asked === 'string' ? Date.parse(asked) : Number.NaN
  if (Number.isNaN(ms)) throw invalid(`${field}: ${JSON.stringify(asked)} is not a date`)
  return ms
}

function compileTest(field: string, operator: string, asked: JsonValue): CubePredicate {
  const test = Object.hasOwn(tests, operator) ? tests[operator as FilterOperator] : undefined
  if (test === undefined) {
    const guess = nearest(operator, operators)
    throw invalid(
      `${field}: unknown operator ${JSON.stringify(operator)}`,
      `Operators are ${operators.join(', ')}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    )
  }
  if ((operator === 'in' || operator === 'nin') && !Array.isArray(asked)) {
    throw invalid(`${field}: ${operator} needs a list, got ${JSON.stringify(asked)}`)
  }
  const time = Object.hasOwn(timeFields, field) ? timeFields[field] : undefined
  if (time !== undefined) {
    const askedMs = askedTime(field, asked)
    return (cube) => test(time(cube) ?? undefined, askedMs)
  }
  const read = Object.hasOwn(cubeFields, field) ? cubeFields[field] : undefined
  return (cube) => test(read === undefined ? metadataValue(cube, field) : read(cube), asked)
}

function compileField(field: string, condition: JsonValue): CubePredicate {
  if (condition === '*') {
    const time = Object.hasOwn(timeFields, field) ? timeFields[field] : undefined
    const read = Object.hasOwn(cubeFields, field) ? cubeFields[field] : undefined
    return (cube) => {
      const value = time?.(cube) ?? (read === undefined ? metadataValue(cube, field) : read(cube))
      return value !== undefined && value !== null
    }
  }
  if (!isObject(condition)) {
    return compileTest(field, Array.isArray(condition) ? 'in' : 'eq', condition)
  }
  const parts = Object.entries(condition)
  if (parts.length === 0) throw invalid(`${field}: an empty condition`)
  const compiled = parts.map(([operator, asked]) => compileTest(field, operator, asked))
  return (cube) => compiled.every((part) => part(cube))
}

function compileList(word: string, value: unknown, depth: number): CubePredicate[] {
  const list = Array.isArray(value) ? value : isObject(value) ? [value] : null
  if (list === null || list.length === 0) throw invalid(`${word} needs a list of filters`)
  return list.map((item) => compileNode(item, depth + 1))
}

function compileNode(filter: unknown, depth: number): CubePredicate {
  if (!isObject(filter)) throw invalid(`a filter is an object, got ${JSON.stringify(filter)}`)
  if (depth > FILTER_DEPTH_MAX) throw invalid(`filters nest ${FILTER_DEPTH_MAX} deep at most`)
  const parts = Object.entries(filter).map(([key, value]): CubePredicate => {
    switch (key.replace(/^\$/, '').toUpperCase()) {
      case 'AND': {
        const all = compileList(key, value, depth)
        return (cube) => all.every((part) => part(cube))
      }
      case 'OR': {
        const any = compileList(key, value, depth)
        return (cube) => any.some((part) => part(cube))
      }
      case 'NOT': {
        const none = compileList(key, value, depth)
        return (cube) => !none.some((part) => part(cube))
      }
      default:
        return compileField(key, value)
    }
  })
  return (cube) => parts.every((part) => part(cube))
}

/** Throws FILTER_INVALID when `filter` is not in the language. */
export function compileFilter(filter: Filter): CubePredicate {
  return compileNode(filter, 1)
}
