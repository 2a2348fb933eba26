/**
 * Categories: what each kind of question may do with the cache, as a table that users extend.
 *
 * Paper: category-aware semantic caching (2510.26835); starting values after its table (code .90, conversation .75, law and medicine
 * .92-.95, prices 15 minutes, documentation 7 days). `other` is where everything uncertain goes: exact and normalised matches only.
 * A threshold is a similarity in [0, 1], here and everywhere; `read-categories.ts` checks what users write.
 */

export interface CategoryPolicy {
  readonly name: string
  /** False: nothing of this category is stored or served. */
  readonly allow: boolean
  /** Whether questions may match by meaning (behind the gate), not only by their words. */
  readonly semantic: boolean
  /** Least similarity of a semantic match. */
  readonly threshold: number
  /** How far load adaptation may lower it. */
  readonly thresholdMin: number
  readonly ttlMs: number
  /** No answer older than this is served, whatever the load. */
  readonly staleMsMax: number
  /** Largest share of the cache's entries. */
  readonly quotaShare: number
  readonly priority: number
  /** Share of requests that may get a wrong answer; null: the strict gate, no exploration. */
  readonly errorBound: number | null
  /** Whether one misspelt word may be read as the word that was meant. */
  readonly allowTyping: boolean
  readonly storeTruncated: boolean
  readonly storeToolCalls: boolean
  readonly storeSampled: boolean
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const ordinary = {
  allow: true,
  semantic: true,
  threshold: 0.85,
  thresholdMin: 0.8,
  ttlMs: day,
  staleMsMax: 7 * day,
  quotaShare: 0.4,
  priority: 1,
  errorBound: null,
  allowTyping: true,
  storeTruncated: false,
  storeToolCalls: false,
  storeSampled: false,
} as const satisfies Omit<CategoryPolicy, 'name'>

/** The category of everything that no rule or prototype claims. */
export const otherCategory = 'other'

export const defaultCategories: readonly CategoryPolicy[] = [
  {
    ...ordinary,
    name: 'facts',
    threshold: 0.8,
    thresholdMin: 0.75,
    ttlMs: 7 * day,
    staleMsMax: 30 * day,
  },
  {
    ...ordinary,
    name: 'how-to',
    threshold: 0.8,
    thresholdMin: 0.75,
    ttlMs: 7 * day,
    staleMsMax: 30 * day,
  },
  {
    ...ordinary,
    name: 'code',
    threshold: 0.9,
    thresholdMin: 0.85,
    ttlMs: 30 * day,
    staleMsMax: 90 * day,
    allowTyping: false,
  },
  { ...ordinary, name: 'documentation', ttlMs: 7 * day, staleMsMax: 14 * day },
  {
    ...ordinary,
    name: 'conversation',
    threshold: 0.75,
    thresholdMin: 0.7,
    ttlMs: hour,
    staleMsMax: day,
    quotaShare: 0.2,
  },
  {
    ...ordinary,
    name: 'support',
    threshold: 0.8,
    thresholdMin: 0.75,
    ttlMs: day,
    staleMsMax: 7 * day,
  },
  {
    ...ordinary,
    name: 'medical',
    threshold: 0.95,
    thresholdMin: 0.95,
    quotaShare: 0.15,
    priority: 2,
    allowTyping: false,
  },
  {
    ...ordinary,
    name: 'legal',
    threshold: 0.93,
    thresholdMin: 0.93,
    quotaShare: 0.15,
    priority: 2,
    allowTyping: false,
  },
  {
    ...ordinary,
    name: 'prices',
    threshold: 0.9,
    thresholdMin: 0.9,
    ttlMs: 15 * minute,
    staleMsMax: 15 * minute,
    quotaShare: 0.1,
  },
  {
    ...ordinary,
    name: 'live',
    threshold: 0.95,
    thresholdMin: 0.95,
    ttlMs: 2 * minute,
    staleMsMax: 2 * minute,
    quotaShare: 0.1,
  },
  { ...ordinary, name: 'creative', semantic: false, quotaShare: 0.1 },
  { ...ordinary, name: 'personal', semantic: false, ttlMs: hour, staleMsMax: day, quotaShare: 0.2 },
  { ...ordinary, name: otherCategory, semantic: false, ttlMs: hour, staleMsMax: day },
]

export type CategoryTable = ReadonlyMap<string, CategoryPolicy>

export function categoryTable(
  policies: readonly CategoryPolicy[] = defaultCategories,
): CategoryTable {
  return new Map(policies.map((policy) => [policy.name, policy]))
}

/** The base from which a category that users add starts. */
export function newCategory(name: string): CategoryPolicy {
  return { ...ordinary, name }
}
