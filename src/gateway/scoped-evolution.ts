/**
 * Evolution for a caller: every call is held to the scopes of the caller's key, ids one by one.
 *
 * What a story tells lies in the memory's own scope, so whoever may see the memory may see its story.
 */

import type * as api from '../memory/evolve/evolution.ts'
import type { Memory, Receipt } from '../memory/memory.ts'
import type { CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import { checkMayTouch } from './access.ts'
import { checkHoldsId } from './holds-id.ts'

export class ScopedEvolution implements api.Evolution {
  readonly #memory: Memory
  readonly #scopes: readonly Scope[]

  constructor(memory: Memory, scopes: readonly Scope[]) {
    this.#memory = memory
    this.#scopes = scopes
  }

  async propose(input: api.ScopeInput): Promise<api.Proposals> {
    this.#check(input.scope)
    return this.#memory.evolution.propose(input)
  }

  async proposals(input: api.ScopeInput): Promise<api.Proposals> {
    this.#check(input.scope)
    return this.#memory.evolution.proposals(input)
  }

  async apply(input: api.ApplyInput): Promise<api.Applied> {
    this.#check(input.scope)
    return this.#memory.evolution.apply(input)
  }

  async keepApart(input: api.KeepApartInput): Promise<Receipt> {
    this.#check(input.scope)
    return this.#memory.evolution.keepApart(input)
  }

  async merge(input: api.MergeInput): Promise<Receipt> {
    await this.#checkIds(input.ids)
    return this.#memory.evolution.merge(input)
  }

  async supersede(input: api.SupersedeInput): Promise<Receipt> {
    await this.#checkIds([input.old, input.by])
    return this.#memory.evolution.supersede(input)
  }

  async archive(input: api.MoveInput): Promise<Receipt> {
    await this.#checkIds(input.ids)
    return this.#memory.evolution.archive(input)
  }

  async restore(input: api.MoveInput): Promise<Receipt> {
    await this.#checkIds(input.ids)
    return this.#memory.evolution.restore(input)
  }

  async freeze(input: api.MoveInput): Promise<Receipt> {
    await this.#checkIds(input.ids)
    return this.#memory.evolution.freeze(input)
  }

  async thaw(input: api.MoveInput): Promise<Receipt> {
    await this.#checkIds(input.ids)
    return this.#memory.evolution.thaw(input)
  }

  async consolidate(input: api.ScopeInput): Promise<api.Consolidated> {
    this.#check(input.scope)
    return this.#memory.evolution.consolidate(input)
  }

  async budget(input: api.ScopeInput): Promise<api.Budgeted> {
    this.#check(input.scope)
    return this.#memory.evolution.budget(input)
  }

  async run(input: api.ScopeInput): Promise<api.EvolutionReport> {
    this.#check(input.scope)
    return this.#memory.evolution.run(input)
  }

  async life(id: CubeId): Promise<api.LifeStory> {
    await this.#checkIds([id])
    return this.#memory.evolution.life(id)
  }

  async rankFactors(ids: readonly CubeId[]): Promise<ReadonlyMap<CubeId, number>> {
    await this.#checkIds(ids)
    return this.#memory.evolution.rankFactors(ids)
  }

  #check(scope: Scope): void {
    checkMayTouch({ scopes: this.#scopes }, scope)
  }

  async #checkIds(ids: readonly CubeId[]): Promise<void> {
    for (const id of ids) await checkHoldsId(this.#memory, this.#scopes, id)
  }
}
