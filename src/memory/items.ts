/**
 * Items: JSON values that an agent keeps under a namespace and a key.
 *
 * An item is a named cube: its key has one history, `undo` takes a change back, a purge erases it, and recall finds its text beside what was
 * said. Invariant: the text is exactly the indexed parts of the value; an item that is not indexed has none and is found by key alone.
 */

import type { Actor, Cube, JsonValue } from '../store/cube.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import { checkText, invalidInput } from './check-input.ts'
import { isExpired } from './lifecycle.ts'
import type { Memory, Receipt } from './memory.ts'
import type { MemoryCore } from './memory-core.ts'
import { NamedCubes } from './named-cubes.ts'

export const ITEM_VALUE_BYTES_MAX = 1_048_576
export const NAMESPACE_DEPTH_MAX = 32
export const ITEM_LIMIT_MAX = 10_000

export type ItemValue = { readonly [key: string]: JsonValue }

export interface Item {
  readonly namespace: readonly string[]
  readonly key: string
  readonly value: ItemValue
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly expiresAtMs: number | null
}

/** `score` is null for what was not found by the query but matches the rest. */
export interface FoundItem extends Item {
  readonly score: number | null
}

export interface PutItem {
  readonly scope: Scope
  readonly namespace: readonly string[]
  readonly key: string
  readonly value: ItemValue
  /** What is searched of it; empty: nothing. */
  readonly texts: readonly string[]
  /** From now on; absent: it stays. */
  readonly ttlMs?: number | undefined
  readonly actor?: Actor | undefined
}

export interface SearchItems {
  readonly scope: Scope
  readonly prefix: readonly string[]
  readonly where?: ((item: Item) => boolean) | undefined
  readonly query?: string | undefined
  /** Default 10. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

export interface Items {
  put(input: PutItem): Promise<Receipt>
  get(scope: Scope, namespace: readonly string[], key: string): Promise<Item | null>
  /** Lets items that expire live on, as if put now; those that were put just now are left as they are. */
  extend(scope: Scope, items: readonly Item[], ttlMs: number): Promise<void>
  /** Null when there was none. */
  remove(
    scope: Scope,
    namespace: readonly string[],
    key: string,
    actor?: Actor,
  ): Promise<Receipt | null>
  /** Ranked by the query first, then the others in creation order. */
  search(input: SearchItems): Promise<readonly FoundItem[]>
  namespaces(scope: Scope): Promise<readonly (readonly string[])[]>
}

function checkLabels(namespace: readonly string[]): readonly string[] {
  if (!Array.isArray(namespace) || namespace.length === 0) {
    throw invalidInput('namespace', 'must be a list of at least one label')
  }
  if (namespace.length > NAMESPACE_DEPTH_MAX) {
    throw invalidInput('namespace', `has more than ${NAMESPACE_DEPTH_MAX} labels`)
  }
  for (const label of namespace) {
    if (checkText(label, 'namespace') === '')
      throw invalidInput('namespace', 'holds an empty label')
  }
  return namespace
}

function nameOf(namespace: readonly string[], key: string): string {
  checkText(key, 'key')
  return JSON.stringify([...checkLabels(namespace), key])
}

function checkValue(value: ItemValue): ItemValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput('value', 'must be an object')
  }
  const json = checkText(JSON.stringify(value), 'value', ITEM_VALUE_BYTES_MAX)
  // What cannot be written as JSON (a date, undefined) is kept as it would be read again.
  return JSON.parse(json) as ItemValue
}

function itemOf(cube: Cube): Item {
  const { namespace, key, value } = cube.metadata
  return {
    namespace: namespace as readonly string[],
    key: key as string,
    value: value as ItemValue,
    createdAtMs: cube.createdAtMs,
    updatedAtMs: cube.updatedAtMs,
    expiresAtMs: cube.expiresAtMs,
  }
}

function isUnder(namespace: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((label, index) => namespace[index] === label)
}

export class StoredItems implements Items {
  readonly #cubes: NamedCubes
  readonly #core: MemoryCore
  readonly #recall: Memory['recall']

  constructor(core: MemoryCore, recall: Memory['recall']) {
    this.#cubes = new NamedCubes(core, 'item')
    this.#core = core
    this.#recall = recall
  }

  async put(input: PutItem): Promise<Receipt> {
    const { scope, namespace, key, texts, actor = 'agent' } = input
    const name = nameOf(namespace, key)
    const value = checkValue(input.value)
    const text = checkText(texts.join('\n'), 'texts')
    const content = () => ({
      text,
      metadata: { namespace, key, value },
      expiresAtMs: this.#expiry(input.ttlMs),
    })
    return this.#cubes.put({ scope, name, actor, content })
  }

  async get(scope: Scope, namespace: readonly string[], key: string): Promise<Item | null> {
    const cube = await this.#cubes.get(scope, nameOf(namespace, key))
    return cube === null || this.#isGone(cube) ? null : itemOf(cube)
  }

  async remove(
    scope: Scope,
    namespace: readonly string[],
    key: string,
    actor: Actor = 'agent',
  ): Promise<Receipt | null> {
    return this.#cubes.remove(scope, nameOf(namespace, key), actor)
  }

  async extend(scope: Scope, items: readonly Item[], ttlMs: number): Promise<void> {
    const expiresAtMs = this.#expiry(ttlMs)!
    for (const { namespace, key, expiresAtMs: before } of items) {
      // Each read would else be a write.
      if (before === null || expiresAtMs - before < EXTEND_SHARE * ttlMs) continue
      const content = (current: Cube | null) => ({
        text: current?.text ?? '',
        metadata: current?.metadata ?? {},
        expiresAtMs,
      })
      await this.#cubes.put({ scope, name: nameOf(namespace, key), actor: 'auto', content })
    }
  }

  async search(input: SearchItems): Promise<readonly FoundItem[]> {
    const { prefix, where = () => true, query, limit = 10, offset = 0 } = input
    const scope = checkScope(input.scope)
    if (!Number.isInteger(limit) || limit < 0 || limit > ITEM_LIMIT_MAX) {
      throw invalidInput('limit', `must be a whole number from 0 to ${ITEM_LIMIT_MAX}`)
    }
    const matching = new Map<string, Item>()
    for (const cube of await this.#cubes.list(scope)) {
      const item = itemOf(cube)
      if (!this.#isGone(cube) && isUnder(item.namespace, prefix) && where(item)) {
        matching.set(cube.id, item)
      }
    }
    const scores = await this.#scores(scope, query, [...matching.keys()])
    const ranked = [...scores].map(([id, score]) => ({ ...matching.get(id)!, score }))
    const others = [...matching].filter(([id]) => !scores.has(id))
    const all = [...ranked, ...others.map(([, item]) => ({ ...item, score: null }))]
    return all.slice(offset, offset + limit)
  }

  async namespaces(scope: Scope): Promise<readonly (readonly string[])[]> {
    const found = new Map<string, readonly string[]>()
    for (const cube of await this.#cubes.list(scope)) {
      const { namespace } = itemOf(cube)
      if (!this.#isGone(cube)) found.set(JSON.stringify(namespace), namespace)
    }
    return [...found.values()]
  }

  /** By descending score; ids outside `ids` never appear. */
  async #scores(
    scope: Scope,
    query: string | undefined,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    if (query === undefined || query === '' || ids.length === 0) return new Map()
    const { hits } = await this.#recall({
      scope,
      query,
      topK: Math.min(ids.length, RECALLED_ITEMS_MAX),
      filter: { id: { in: ids } },
    })
    return new Map(hits.map(({ cube, score }) => [cube.id, score]))
  }

  #expiry(ttlMs: number | undefined): number | null {
    return ttlMs === undefined ? null : this.#core.host.clock.nowMs() + ttlMs
  }

  #isGone(cube: Cube): boolean {
    return isExpired(cube, this.#core.host.clock.nowMs())
  }
}

/** Of its time to live, how much must have passed before a read lets an item live on. */
const EXTEND_SHARE = 0.1
/** Items that a query ranks; those beyond keep their creation order. */
const RECALLED_ITEMS_MAX = 1_000
