/**
 * Invalidation: removes the entries that a selector names, or only says which they are.
 *
 * Selectors narrow each other. An empty selector is refused unless `all` says that it is meant. The store audits who asked for what,
 * also when nothing matched.
 */

import { LociError } from '../errors.ts'
import { normalisedKey } from '../policy/caching/normalise.ts'
import { nearest } from '../stdx/nearest.ts'
import { type Scope, scopeCovers } from '../store/scope.ts'
import type { Attributes, CacheEntryId } from './cache-entry.ts'
import type { CacheParts } from './cache-parts.ts'
import type { LiveEntry } from './cache-shelves.ts'
import { removeEntries } from './remove-entries.ts'

export interface Selector {
  readonly id?: CacheEntryId
  readonly category?: string
  readonly tenant?: string
  /** A pattern: `{user: 'ada'}` covers all her runs. Shared entries are not covered by any. */
  readonly scope?: Scope
  /** All of these, with these values. */
  readonly attributes?: Attributes
  /** The same question after normalising, or a part of question or answer. */
  readonly text?: string
  readonly storedBeforeMs?: number
  readonly storedAfterMs?: number
  /** Entries made with this memory. */
  readonly memory?: string
  readonly all?: boolean
}

const selectorKeys = [
  'id',
  'category',
  'tenant',
  'scope',
  'attributes',
  'text',
  'storedBeforeMs',
  'storedAfterMs',
  'memory',
  'all',
] as const satisfies readonly (keyof Selector)[]

export interface Invalidation {
  readonly count: number
  /** At most `listedIdsMax`. */
  readonly ids: readonly CacheEntryId[]
  readonly isDryRun: boolean
}

/** Something was taken out of the memory of a scope, at this time. */
export interface GoneMemories {
  readonly scope: Scope
  readonly atMs: number
}

/** The entries of these scopes that were there when something was taken away: they may hold the very words that were to go. */
export function keptUnder({ shelves }: CacheParts, gone: readonly GoneMemories[]): LiveEntry[] {
  if (gone.length === 0) return []
  return [...shelves.all()].filter((entry) =>
    // Within the same millisecond it may have come first.
    gone.some(({ scope, atMs }) => isSelected(entry, { scope, storedBeforeMs: atMs + 1 })),
  )
}

export async function invalidateAnswers(
  parts: CacheParts,
  selector: Selector,
  options: { readonly isDryRun?: boolean; readonly actor?: string } = {},
): Promise<Invalidation> {
  checkSelector(selector)
  const matching = [...candidatesOf(parts, selector)].filter((entry) => isSelected(entry, selector))
  const isDryRun = options.isDryRun ?? false
  if (!isDryRun) {
    await removeEntries(parts, matching, {
      reason: 'invalidated',
      actor: options.actor ?? null,
      selector: JSON.stringify(audited(selector)),
    })
  }
  const ids = matching.slice(0, parts.limits.listedIdsMax).map((entry) => entry.record.id)
  return { count: matching.length, ids, isDryRun }
}

/** The log outlives what is erased: what was looked for in questions and answers is not written there. */
function audited(selector: Selector): object {
  const { text } = selector
  return text === undefined ? selector : { ...selector, text: `(${text.length} characters)` }
}

function checkSelector(selector: Selector): void {
  const given = Object.keys(selector).filter((key) => selector[key as keyof Selector] !== undefined)
  for (const key of given) {
    if (selectorKeys.some((known) => known === key)) continue
    const guess = nearest(key, selectorKeys)
    throw new LociError(
      'INPUT_UNKNOWN_KEY',
      `a cache selector has no field ${JSON.stringify(key)}`,
      {
        hint:
          guess === undefined ? `Known: ${selectorKeys.join(', ')}.` : `Did you mean "${guess}"?`,
      },
    )
  }
  const isNarrow = given.some((key) => key !== 'all')
  if (!isNarrow && selector.all !== true) {
    throw new LociError('INPUT_INVALID', 'the selector names nothing', {
      hint: 'Give a selector, or all: true to empty the cache.',
    })
  }
}

function candidatesOf(parts: CacheParts, selector: Selector): Iterable<LiveEntry> {
  if (selector.id !== undefined) {
    const entry = parts.shelves.get(selector.id)
    return entry === undefined ? [] : [entry]
  }
  if (selector.memory !== undefined) return parts.shelves.citing(selector.memory)
  if (selector.category !== undefined) return parts.shelves.oldest(selector.category)
  return parts.shelves.all()
}

function isSelected({ record, key }: LiveEntry, selector: Selector): boolean {
  const { category, tenant, scope, attributes, text, storedBeforeMs, storedAfterMs, memory } =
    selector
  if (category !== undefined && record.category !== category) return false
  if (tenant !== undefined && record.scope.tenant !== tenant) return false
  if (
    scope !== undefined &&
    !(record.scope.kind === 'own' && scopeCovers(scope, record.scope.scope))
  )
    return false
  if (storedBeforeMs !== undefined && record.storedAtMs >= storedBeforeMs) return false
  if (storedAfterMs !== undefined && record.storedAtMs <= storedAfterMs) return false
  if (memory !== undefined && !record.citations.some((citation) => citation.id === memory))
    return false
  if (text !== undefined && !mentions(record.question, record.answer.text, key, text)) return false
  return Object.entries(attributes ?? {}).every(
    ([name, value]) => record.attributes[name] === value,
  )
}

function mentions(question: string, answer: string, key: string | null, text: string): boolean {
  const lower = text.toLowerCase()
  if (question.toLowerCase().includes(lower) || answer.toLowerCase().includes(lower)) return true
  return key !== null && key === normalisedKey(text)
}
