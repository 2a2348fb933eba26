/** A grammar as the constraint of one answer. Invariant: as long as allowed tokens are taken, the text can be ended well. */

import { assert } from '../../stdx/assert.ts'
import type { TokenConstraint } from '../sampling/token-constraint.ts'
import type { ConstraintVocabulary } from './constraint-vocabulary.ts'
import type { Rule } from './grammar.ts'
import { type GrammarState, GrammarStates } from './grammar-state.ts'

/** States that are kept for the next answers under the same grammar. */
export const STATES_KEPT_MAX = 5_000

export class GrammarConstraint implements TokenConstraint {
  readonly #vocabulary: ConstraintVocabulary
  readonly #states: GrammarStates
  #state: GrammarState
  #hasEnded = false

  constructor(vocabulary: ConstraintVocabulary, states: GrammarStates) {
    this.#vocabulary = vocabulary
    this.#states = states
    this.#state = states.start
  }

  get isWhole(): boolean {
    return this.#state.isDone
  }

  get isFinished(): boolean {
    const { isDone, ways, tokenWays } = this.#state
    return this.#hasEnded || (isDone && ways.length === 0 && tokenWays.length === 0)
  }

  allowed(): Uint32Array {
    return this.#vocabulary.maskOf(this.#states, this.#state)
  }

  accept(token: number): void {
    const { tokenizer } = this.#vocabulary
    if (this.isWhole && tokenizer.isEndOfGeneration(token)) {
      this.#hasEnded = true
      return
    }
    const isText = !tokenizer.isSpecial(token)
    const bytes = isText ? tokenizer.decodeBytes([token]) : new Uint8Array(0)
    const next = this.#states.accept(this.#state, token, bytes)
    assert(next !== null, `token ${token} was allowed`)
    this.#state = next
  }
}

/** A grammar that answers are opened under, one after the other or at once. */
export class CompiledGrammar {
  /** What the grammar does not hold to. */
  readonly notes: readonly string[]
  readonly #vocabulary: ConstraintVocabulary
  readonly #root: Rule
  #states: GrammarStates

  constructor(vocabulary: ConstraintVocabulary, root: Rule, notes: readonly string[]) {
    this.notes = notes
    this.#vocabulary = vocabulary
    this.#root = root
    this.#states = new GrammarStates(root)
  }

  open(): GrammarConstraint {
    if (this.#states.count > STATES_KEPT_MAX) this.#states = new GrammarStates(this.#root)
    return new GrammarConstraint(this.#vocabulary, this.#states)
  }
}
