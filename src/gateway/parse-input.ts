/**
 * From a parsed body or query to checked input: one schema check, its first complaint as a typed error.
 *
 * An unknown key is INPUT_UNKNOWN_KEY with the nearest known spelling, a missing scope SCOPE_MISSING, anything else INPUT_INVALID
 * with the path of the field. Of a union that fits in no way, the complaint of the nearest branch is told.
 */

import type { z } from 'zod'
import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]
/** The parts of a schema's definition that lead to the keys inside it. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly element?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition
}

/** Keys that objects at `path` may have, all branches of unions together. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  const { shape, innerType, in: input, element, options } = definitionOf(schema)
  const inner = innerType ?? input
  if (inner !== undefined) return knownKeys(inner, path)
  if (options !== undefined) return options.flatMap((option) => knownKeys(option, path))
  const [step, ...rest] = path
  if (element !== undefined) return step === undefined ? [] : knownKeys(element, rest)
  if (shape === undefined) return []
  if (step === undefined) return Object.keys(shape)
  const member = shape[String(step)]
  return member === undefined ? [] : knownKeys(member, rest)
}

function spelled(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? String(step) : `.${String(step)}`
  }
  return text
}

/** The issue that says most: out of a union, that of the branch which got furthest. */
function mostTelling(issue: Issue, before: Path): { issue: Issue; path: Path } {
  const path = [...before, ...issue.path]
  if (issue.code !== 'invalid_union') return { issue, path }
  const found = issue.errors
    .flatMap((branch) => {
      const unknownKey = branch.find((one) => one.code === 'unrecognized_keys')
      const first = unknownKey ?? branch[0]
      return first === undefined ? [] : [mostTelling(first, path)]
    })
    .sort((a, b) => rank(b) - rank(a))
  const best = found[0]
  return best === undefined || best.path.length <= path.length ? { issue, path } : best
}

function rank({ issue, path }: { issue: Issue; path: Path }): number {
  return path.length * 2 + (issue.code === 'unrecognized_keys' ? 3 : 0)
}

function unknownKey(schema: z.ZodType, key: string, path: Path): LociError {
  const known = knownKeys(schema, path)
  const guess = nearest(key, known)
  const where = path.length === 0 ? '' : ` in ${spelled(path)}`
  return new LociError('INPUT_UNKNOWN_KEY', `unknown key ${JSON.stringify(key)}${where}`, {
    hint:
      guess === undefined
        ? `Known keys are ${[...new Set(known)].join(', ')}.`
        : `Did you mean ${guess}? Nothing was changed.`,
    details: { key, path: spelled(path), ...(guess === undefined ? {} : { nearest: guess }) },
  })
}

function valueAt(value: unknown, path: Path): unknown {
  let inner = value
  for (const step of path) inner = (inner as Record<PropertyKey, unknown> | undefined)?.[step]
  return inner
}

function sayExpected(issue: Issue): string {
  if (issue.code !== 'invalid_union') return issue.message.replace(/^Invalid input: /, '')
  const expected = issue.errors.flatMap((branch) =>
    branch.flatMap((one) => (one.code === 'invalid_type' ? [one.expected] : [])),
  )
  return expected.length > 0 ? `expected ${[...new Set(expected)].join(' or ')}` : issue.message
}

function toError(schema: z.ZodType, value: unknown, issues: readonly Issue[]): LociError {
  const unknown = issues.find((one) => one.code === 'unrecognized_keys')
  const { issue, path } = mostTelling(unknown ?? issues[0]!, [])
  if (issue.code === 'unrecognized_keys') return unknownKey(schema, issue.keys[0]!, path)
  const field = spelled(path)
  if (field === 'scope' && valueAt(value, path) === undefined) {
    return new LociError('SCOPE_MISSING', 'the request has no scope')
  }
  const what = field === '' ? 'the request' : field
  return new LociError('INPUT_INVALID', `${what}: ${sayExpected(issue)}`, {
    details: { field },
  })
}

/** Throws INPUT_INVALID, INPUT_UNKNOWN_KEY or SCOPE_MISSING. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw toError(schema, value, result.error.issues)
}

/** The query of an address as an object; throws on a name given twice and on escapes that are not UTF-8. */
export function queryOf(url: URL): Record<string, string> {
  try {
    decodeURIComponent(url.search.replaceAll('+', ' '))
  } catch (cause) {
    throw new LociError('INPUT_NOT_UTF8', 'the query is not percent-encoded UTF-8', { cause })
  }
  const query: Record<string, string> = {}
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name)) {
      throw new LociError('INPUT_INVALID', `the query names ${JSON.stringify(name)} twice`)
    }
    query[name] = value
  }
  return query
}
