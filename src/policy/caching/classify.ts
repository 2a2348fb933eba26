/**
 * Which category a question belongs to: rules first, then the nearest prototype, then the form it has, else `other`.
 *
 * A rule is a pattern that leaves little doubt; two rules of different categories that both match are a doubt. A prototype is the mean
 * vector of a category's example questions: the nearest one counts only when it is near enough and clearly nearer than the second.
 * Risky categories (medical, legal, live, personal) win over harmless ones, since they are the stricter.
 */

import { otherCategory } from './categories.ts'

export interface CategoryRule {
  readonly category: string
  readonly pattern: RegExp
  /** How questions of the category are put, whatever they are about: asked only where nothing else placed it. */
  readonly isForm?: boolean
}

export interface Prototype {
  readonly category: string
  /** Unit length. */
  readonly vector: Float32Array
}

export interface Classification {
  readonly category: string
  /** `rule`, `prototype`, or why it stayed `other`. */
  readonly why: 'rule' | 'prototype' | 'doubt' | 'far'
  /** Cosine with the chosen prototype; 1 for a rule. */
  readonly similarity: number
}

/** Least cosine with a prototype. */
const PROTOTYPE_SIMILARITY_MIN = 0.45
/** Least lead over the second category. */
const PROTOTYPE_LEAD_MIN = 0.05

export function classify(
  text: string,
  vector: Float32Array | null,
  rules: readonly CategoryRule[],
  prototypes: readonly Prototype[],
): Classification {
  const ruled = byRule(
    text,
    rules.filter(({ isForm }) => isForm !== true),
  )
  if (ruled !== null) return ruled
  const near = vector === null ? other('far') : byPrototype(vector, prototypes)
  if (near.category !== otherCategory) return near
  const form = rules.find(({ isForm, pattern }) => isForm === true && pattern.test(text))
  return form === undefined ? near : { category: form.category, why: 'rule', similarity: 1 }
}

function other(why: 'doubt' | 'far', similarity = 0): Classification {
  return { category: otherCategory, why, similarity }
}

/** The strictest category that matches wins; two harmless ones are a doubt. */
function byRule(text: string, rules: readonly CategoryRule[]): Classification | null {
  const matching = new Set<string>()
  for (const { category, pattern } of rules) if (pattern.test(text)) matching.add(category)
  if (matching.size === 0) return null
  for (const category of strictFirst) {
    if (matching.has(category)) return { category, why: 'rule', similarity: 1 }
  }
  const [only] = matching
  return matching.size === 1 ? { category: only!, why: 'rule', similarity: 1 } : other('doubt')
}

const strictFirst = ['personal', 'live', 'prices', 'medical', 'legal', 'creative'] as const

function byPrototype(vector: Float32Array, prototypes: readonly Prototype[]): Classification {
  let best: Prototype | null = null
  let first = -1
  let second = -1
  for (const prototype of prototypes) {
    const cosine = dot(vector, prototype.vector)
    if (cosine > first) {
      if (best !== null && best.category !== prototype.category) second = Math.max(second, first)
      first = cosine
      best = prototype
    } else if (prototype.category !== best?.category) second = Math.max(second, cosine)
  }
  if (best === null || first < PROTOTYPE_SIMILARITY_MIN) return other('far', first)
  if (first - second < PROTOTYPE_LEAD_MIN) return other('doubt', first)
  return { category: best.category, why: 'prototype', similarity: first }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!
  return sum
}
