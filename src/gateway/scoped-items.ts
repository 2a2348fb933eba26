/** Items for a caller who may touch only some scopes: every call is held to them. */

import type { Item, Items, PutItem, SearchItems } from '../memory/items.ts'
import type { Receipt } from '../memory/memory.ts'
import type { Actor } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'

export class ScopedItems implements Items {
  readonly #items: Items
  readonly #check: (scope: Scope) => void

  /** `check` throws FORBIDDEN for a scope that is not the caller's. */
  constructor(items: Items, check: (scope: Scope) => void) {
    this.#items = items
    this.#check = check
  }

  async put(input: PutItem): Promise<Receipt> {
    this.#check(input.scope)
    return this.#items.put(input)
  }

  async get(scope: Scope, namespace: readonly string[], key: string): Promise<Item | null> {
    this.#check(scope)
    return this.#items.get(scope, namespace, key)
  }

  async extend(scope: Scope, items: readonly Item[], ttlMs: number): Promise<void> {
    this.#check(scope)
    return this.#items.extend(scope, items, ttlMs)
  }

  async remove(
    scope: Scope,
    namespace: readonly string[],
    key: string,
    actor?: Actor,
  ): Promise<Receipt | null> {
    this.#check(scope)
    return this.#items.remove(scope, namespace, key, actor)
  }

  async search(input: SearchItems): ReturnType<Items['search']> {
    this.#check(input.scope)
    return this.#items.search(input)
  }

  async namespaces(scope: Scope): ReturnType<Items['namespaces']> {
    this.#check(scope)
    return this.#items.namespaces(scope)
  }
}
