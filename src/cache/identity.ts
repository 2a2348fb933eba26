/**
 * Who asks, in which setting: everything beside the question itself that an answer depends on.
 *
 * Two requests share answers only if scope, model, system prompt, history, tools, response format and sampling are equal. The hash
 * finds a shelf quickly; the canonical text is compared in full, so that no hash collision can hand one user's answer to another.
 * Invariant: the canonical text is injective (JSON with sorted keys, every part in its own place), whatever the strings hold.
 */

import { sha256Hex } from '../host/digest.ts'
import type { JsonValue } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'

/** Whose answers these are: one user's (agent's, run's), or everybody's of one tenant. */
export type CacheScope =
  | { readonly kind: 'own'; readonly tenant: string; readonly scope: Scope }
  | { readonly kind: 'shared'; readonly tenant: string }

export interface HistoryTurn {
  readonly role: string
  readonly content: JsonValue
}

export interface IdentityParts {
  readonly scope: CacheScope
  readonly model: string
  readonly system: string
  readonly history: readonly HistoryTurn[]
  readonly tools: JsonValue
  readonly responseFormat: JsonValue
  /** temperature, top_p, seed, stop, max_tokens, ...: as given; absent is not the default. */
  readonly sampling: { readonly [name: string]: JsonValue }
}

export interface Identity {
  readonly hash: string
  readonly text: string
  readonly scope: CacheScope
}

export type HashText = (text: string) => string

export function identityOf(parts: IdentityParts, hash: HashText = sha256Hex): Identity {
  const text = canonicalJson([
    scopeParts(parts.scope),
    parts.model,
    parts.system,
    parts.history.map(({ role, content }) => [role, content]),
    parts.tools,
    parts.responseFormat,
    parts.sampling,
  ])
  return { hash: hash(text), text, scope: parts.scope }
}

function scopeParts(scope: CacheScope): JsonValue {
  if (scope.kind === 'shared') return ['shared', scope.tenant]
  const { user, agent, run } = scope.scope
  return ['own', scope.tenant, user ?? null, agent ?? null, run ?? null]
}

/** JSON with the keys of every object in code-unit order; undefined members are left out as JSON does. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value))
    return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
