/**
 * A grammar of terminals: rules with alternatives, and how deep each has to nest at least.
 *
 * Rules are made first and get their alternatives afterwards, so that they can name each other in circles. `seal` counts heights:
 * a rule without any end is infinitely high, alternatives that need one are dropped, and following the others never runs into the bound
 * on nesting. Between two nestings there is always a terminal, so a rule cannot begin with itself deeper down.
 */

import type { Terminal, TokenTerminal } from './terminal.ts'

export type GrammarSymbol = Terminal | TokenTerminal | Rule

export interface Alternative {
  readonly id: number
  readonly symbols: readonly GrammarSymbol[]
  /** Nestings that are needed to end it; infinite: it has no end. */
  height: number
}

export class Rule {
  readonly isNesting: boolean
  alternatives: Alternative[] = []
  /** With its own nesting. */
  height = Number.POSITIVE_INFINITY

  constructor(isNesting = false) {
    this.isNesting = isNesting
  }
}

/** Of objects and lists in one another. */
export const NESTING_MAX = 48
export const RULES_MAX = 20_000
/** Of the automata of one grammar. */
export const GRAMMAR_BYTES_MAX = 32 * 1024 * 1024

/** All rules of one grammar. */
export class GrammarBuilder {
  readonly #rules: Rule[] = []
  readonly #terminals = new Set<Terminal>()
  #alternativeCount = 0
  #byteCount = 0

  get ruleCount(): number {
    return this.#rules.length
  }

  /** Of the terminals' automata. */
  get byteCount(): number {
    return this.#byteCount
  }

  newRule(isNesting = false): Rule {
    const rule = new Rule(isNesting)
    this.#rules.push(rule)
    return rule
  }

  add(rule: Rule, ...symbols: readonly GrammarSymbol[]): void {
    rule.alternatives.push({
      id: this.#alternativeCount,
      symbols,
      height: Number.POSITIVE_INFINITY,
    })
    this.#alternativeCount += 1
    for (const symbol of symbols) {
      if (!('byteCount' in symbol) || this.#terminals.has(symbol)) continue
      this.#terminals.add(symbol)
      this.#byteCount += symbol.byteCount
    }
  }

  /** Call once, when all rules are whole. Whether the root can be followed to an end. */
  seal(root: Rule): boolean {
    let hasChanged = true
    while (hasChanged) {
      hasChanged = false
      // Rules are made before those that they need: backwards, most chains are done in one round.
      for (const rule of this.#rules.toReversed()) {
        for (const alternative of rule.alternatives) alternative.height = heightOf(alternative)
        const heights = rule.alternatives.map(({ height }) => height)
        const height = Math.min(...heights, Number.POSITIVE_INFINITY) + (rule.isNesting ? 1 : 0)
        if (height < rule.height) {
          rule.height = height
          hasChanged = true
        }
      }
    }
    for (const rule of this.#rules) {
      rule.alternatives = rule.alternatives.filter(({ height }) => Number.isFinite(height))
    }
    return root.height <= NESTING_MAX
  }
}

function heightOf({ symbols }: Alternative): number {
  return symbols.reduce(
    (most, symbol) => Math.max(most, symbol instanceof Rule ? symbol.height : 0),
    0,
  )
}
