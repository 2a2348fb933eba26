/**
 * Whose memory it is: user, agent and run, each optional, at least one present.
 *
 * A record keeps the full scope it was remembered under. A query scope is a pattern: it sees every record that agrees with the
 * names it gives, so `{user: 'ada'}` sees what ada said in any run, and `{user: 'ada', run: '7'}` only that run.
 * The written form `user=ada&run=7` is unambiguous because names may hold none of `&`, `=`, `%`.
 */

import { LociError } from '../errors.ts'

export const SCOPE_NAME_CHARACTERS_MAX = 256

export interface Scope {
  readonly user?: string
  readonly agent?: string
  readonly run?: string
}

/** Agents whose names begin so are the runtime's own. */
const RESERVED_PREFIX = 'loci:'

/** Where the runtime keeps certificates, holds and change requests: a scope that no caller can name. */
export const governanceScope: Scope = { agent: `${RESERVED_PREFIX}governance` }

export function isReservedScope({ agent }: Scope): boolean {
  return agent?.startsWith(RESERVED_PREFIX) === true
}

export const scopeFields = ['user', 'agent', 'run'] as const
export type ScopeField = (typeof scopeFields)[number]

// Control characters, the line and paragraph separators, and the separators of the written form.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029&=%]/u

/** Throws SCOPE_INVALID unless `name` may stand in a scope. */
export function checkScopeName(field: ScopeField, name: string): string {
  const refuse = (why: string): never => {
    throw new LociError('SCOPE_INVALID', `${field} ${why}`, { details: { field } })
  }
  if (name.length === 0) refuse('is empty')
  if (name.length > SCOPE_NAME_CHARACTERS_MAX) {
    refuse(`has ${name.length} characters; the limit is ${SCOPE_NAME_CHARACTERS_MAX}`)
  }
  if (forbidden.test(name)) refuse(`${JSON.stringify(name)} holds a separator or control character`)
  if (!name.isWellFormed()) refuse('is not valid Unicode')
  if (name.trim() !== name) refuse(`${JSON.stringify(name)} begins or ends with a blank`)
  if (field === 'agent' && name.startsWith(RESERVED_PREFIX)) refuse('is one of the runtime’s own')
  return name
}

/** The same scope with only its known, checked fields; SCOPE_MISSING when it names nobody. */
export function checkScope(scope: Scope): Scope {
  // The object itself, which only the runtime's own code can hand in; one that reads the same is refused.
  if (scope === governanceScope) return scope
  const checked: { user?: string; agent?: string; run?: string } = {}
  for (const field of scopeFields) {
    const name = scope[field]
    if (name !== undefined) checked[field] = checkScopeName(field, name)
  }
  if (Object.keys(checked).length === 0) {
    throw new LociError('SCOPE_MISSING', 'the request names no user, agent or run')
  }
  return checked
}

/** `user=ada&run=7`; equal scopes have equal keys. */
export function scopeKey(scope: Scope): string {
  return scopeFields
    .filter((field) => scope[field] !== undefined)
    .map((field) => `${field}=${scope[field]}`)
    .join('&')
}

/** Reads the written form of `scopeKey`. */
export function parseScopeKey(text: string): Scope {
  const scope: { user?: string; agent?: string; run?: string } = {}
  for (const part of text.split('&')) {
    const [field, name, ...rest] = part.split('=')
    const known = scopeFields.find((candidate) => candidate === field)
    if (
      known === undefined ||
      name === undefined ||
      rest.length > 0 ||
      scope[known] !== undefined
    ) {
      throw new LociError('SCOPE_INVALID', `cannot read the scope ${JSON.stringify(text)}`, {
        hint: 'Write it as user=ada, agent=planner, run=7, joined by "&".',
      })
    }
    scope[known] = name
  }
  return checkScope(scope)
}

/**
 * All of the person that a scope belongs to: the user; where none is named the agent, else the run. What must go completely goes in
 * this scope, because a wider or narrower one may hold the same words.
 */
export function ownerOf({ user, agent, run }: Scope): Scope {
  if (user !== undefined) return { user }
  if (agent !== undefined) return { agent }
  return run === undefined ? {} : { run }
}

/** Whether a record kept under `kept` is seen by a query for `asked`. */
export function scopeCovers(asked: Scope, kept: Scope): boolean {
  return scopeFields.every((field) => asked[field] === undefined || asked[field] === kept[field])
}
