/**
 * The facts that a caller may use: as `ScopedMemory`, every call is held to the scopes of the caller's key.
 *
 * A scope outside is FORBIDDEN; an id outside is MEMORY_NOT_FOUND, whether it exists or not.
 */

import type * as api from '../memory/facts.ts'
import type { Memory, Receipt } from '../memory/memory.ts'
import type { CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import { checkMayTouch } from './access.ts'
import { checkHoldsId } from './holds-id.ts'

export class ScopedFacts implements api.Facts {
  readonly #memory: Memory
  readonly #scopes: readonly Scope[]

  constructor(memory: Memory, scopes: readonly Scope[]) {
    this.#memory = memory
    this.#scopes = scopes
  }

  async at(input: api.FactsInput): Promise<readonly api.KnownFact[]> {
    this.#check(input.scope)
    return this.#memory.facts.at(input)
  }

  async timeline(input: api.TimelineInput): Promise<readonly api.KnownFact[]> {
    this.#check(input.scope)
    return this.#memory.facts.timeline(input)
  }

  async names(input: api.NamesInput): ReturnType<api.Facts['names']> {
    this.#check(input.scope)
    return this.#memory.facts.names(input)
  }

  async neighbourhood(input: api.NeighbourhoodInput): Promise<api.Neighbourhood> {
    this.#check(input.scope)
    return this.#memory.facts.neighbourhood(input)
  }

  async put(input: api.PutFactsInput): Promise<api.PutFactsReceipt> {
    this.#check(input.scope)
    return this.#memory.facts.put(input)
  }

  async close(input: Parameters<api.Facts['close']>[0]): Promise<Receipt> {
    await this.#checkId(input.id)
    return this.#memory.facts.close(input)
  }

  async retract(input: Parameters<api.Facts['retract']>[0]): Promise<Receipt> {
    await this.#checkId(input.id)
    return this.#memory.facts.retract(input)
  }

  #check(scope: Scope): void {
    checkMayTouch({ scopes: this.#scopes }, scope)
  }

  async #checkId(id: CubeId): Promise<void> {
    await checkHoldsId(this.#memory, this.#scopes, id)
  }
}
