/**
 * Scopes in their written form, `user=ada&run=7`: what addresses, pickers and the log query use.
 *
 * Checks only the form; which names are allowed is the gateway's decision, and its error is shown.
 */

import type { Scope, ScopeSummary } from '../api-types.ts'

const fields = ['user', 'agent', 'run'] as const

export function scopeKey(scope: Scope): string {
  return fields
    .filter((field) => scope[field] !== undefined)
    .map((field) => `${field}=${scope[field]}`)
    .join('&')
}

/** Null when `text` is not a scope. */
export function parseScopeKey(text: string): Scope | null {
  const scope: { user?: string; agent?: string; run?: string } = {}
  for (const part of text.trim().split('&')) {
    const [name, value, ...rest] = part.split('=')
    const field = fields.find((candidate) => candidate === name?.trim())
    if (field === undefined || value === undefined || value.trim() === '') return null
    if (rest.length > 0 || scope[field] !== undefined) return null
    scope[field] = value.trim()
  }
  return scope
}

export interface ScopeChoice {
  readonly key: string
  readonly cubeCount: number
}

/**
 * What a picker offers: every kept scope, and for names that occur in several (one user, many runs) the wider scope that sees
 * them all. Largest first.
 */
export function scopeChoices(summaries: readonly ScopeSummary[]): ScopeChoice[] {
  const kept = new Map<string, number>()
  const wider = new Map<string, { count: number; parts: number }>()
  for (const { scope, cubeCount } of summaries) {
    kept.set(scopeKey(scope), cubeCount)
    if (Object.keys(scope).length === 1) continue
    for (const field of fields) {
      const name = scope[field]
      if (name === undefined) continue
      const key = scopeKey({ [field]: name })
      const seen = wider.get(key) ?? { count: 0, parts: 0 }
      wider.set(key, { count: seen.count + cubeCount, parts: seen.parts + 1 })
    }
  }
  for (const [key, { count, parts }] of wider) {
    const own = kept.get(key)
    if (own !== undefined) kept.set(key, own + count)
    else if (parts > 1) kept.set(key, count)
  }
  return [...kept]
    .map(([key, cubeCount]) => ({ key, cubeCount }))
    .sort((a, b) => b.cubeCount - a.cubeCount || (a.key < b.key ? -1 : 1))
}
