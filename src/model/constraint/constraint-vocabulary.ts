/**
 * A vocabulary as constraints see it: its tree of bytes, terminals that are shared between grammars, and masks.
 *
 * One for a tokenizer, made when the first constraint is asked for. Terminals are kept by what they are, so that the walks of one
 * schema serve the next. A byte that is no token of its own is in no terminal, so that no mask is ever without a bit.
 */

import { LociError } from '../../errors.ts'
import { LruMap } from '../../stdx/lru-map.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import {
  type AutomatonOutcome,
  type ByteAutomaton,
  combineAutomata,
  compileAutomaton,
} from './byte-automaton.ts'
import type { CharPattern } from './char-pattern.ts'
import type { GrammarState, GrammarStates } from './grammar-state.ts'
import {
  BoundedStringTerminal,
  type LengthBounds,
  StringTerminal,
  stringAutomaton,
} from './string-terminal.ts'
import {
  AutomatonTerminal,
  type Stay,
  type Terminal,
  type TerminalHome,
  TokenTerminal,
} from './terminal.ts'
import { VocabularyTrie } from './vocabulary-trie.ts'

/** Of all masks together; of all walks; of all automata that no grammar needs any more. */
const MASK_BYTES_MAX = 32 * 1024 * 1024
const STAY_BYTES_MAX = 64 * 1024 * 1024
const TERMINAL_BYTES_MAX = 64 * 1024 * 1024
/** Of a terminal beside its automaton. */
const TERMINAL_BYTES = 4_096

/** A terminal, or why there is none. */
export type TerminalOutcome = Terminal | 'empty' | 'too-large'

export class ConstraintVocabulary implements TerminalHome {
  readonly trie: VocabularyTrie
  readonly tokenizer: Tokenizer
  /** Ids that end an answer. */
  readonly endTokens: readonly number[]
  readonly #alphabet = new Uint8Array(256)
  readonly #terminals = new LruMap<string, TerminalOutcome>(TERMINAL_BYTES_MAX)
  readonly #stays = new LruMap<string, Stay>(STAY_BYTES_MAX)
  readonly #masks = new LruMap<GrammarState, Uint32Array>(MASK_BYTES_MAX)
  #string: StringTerminal | 'empty' | null = null
  #terminalCount = 0

  constructor(tokenizer: Tokenizer) {
    this.tokenizer = tokenizer
    this.trie = new VocabularyTrie(tokenizer)
    for (let byte = 0; byte < 256; byte += 1) this.#alphabet[byte] = this.trie.hasByte(byte) ? 1 : 0
    this.endTokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id).filter((id) =>
      tokenizer.isEndOfGeneration(id),
    )
  }

  nextTerminalId(): number {
    this.#terminalCount += 1
    return this.#terminalCount
  }

  compile(pattern: CharPattern): AutomatonOutcome {
    return compileAutomaton(pattern, (byte) => this.#alphabet[byte] === 1)
  }

  /** `key` says what the automaton is, so that it is made once. */
  terminal(key: string, build: () => AutomatonOutcome): TerminalOutcome {
    const known = this.#terminals.get(key)
    if (known !== undefined) return known
    const outcome = build()
    const terminal = typeof outcome === 'string' ? outcome : new AutomatonTerminal(this, outcome)
    const byteCount = typeof terminal === 'string' ? 0 : terminal.byteCount
    this.#terminals.put(key, terminal, TERMINAL_BYTES + byteCount)
    return terminal
  }

  keptStay(key: string, build: () => Stay): Stay {
    const known = this.#stays.get(key)
    if (known !== undefined) return known
    const stay = build()
    this.#stays.put(key, stay, stay.mask.byteLength + stay.exits.byteLength)
    return stay
  }

  token(id: number): TokenTerminal {
    return new TokenTerminal(this, id)
  }

  string({ min, max }: LengthBounds): TerminalOutcome {
    this.#string ??= this.#newString()
    const any = this.#string
    if (any === 'empty' || (min === 0 && max === null)) return any
    const key = `string ${min} ${max}`
    const known = this.#terminals.get(key)
    if (known !== undefined) return known
    const terminal = new BoundedStringTerminal(this, any, { min, max })
    this.#terminals.put(key, terminal, TERMINAL_BYTES)
    return terminal
  }

  /** The tokens that may come, end tokens included; not to be written to. */
  maskOf(states: GrammarStates, state: GrammarState): Uint32Array {
    const known = this.#masks.get(state)
    if (known !== undefined) return known
    const mask = this.#newMask(states, state)
    if (mask.every((word) => word === 0)) {
      throw new LociError(
        'ENGINE_SCHEMA_UNSUPPORTED',
        'the vocabulary has no token that the answer could go on with',
      )
    }
    this.#masks.put(state, mask, mask.byteLength)
    return mask
  }

  #newString(): StringTerminal | 'empty' {
    const automaton = stringAutomaton((byte) => this.#alphabet[byte] === 1)
    return automaton === 'empty' ? automaton : new StringTerminal(this, automaton)
  }

  #newMask(states: GrammarStates, state: GrammarState): Uint32Array {
    const { trie } = this
    const mask = new Uint32Array(trie.wordCount)
    const set = (id: number): void => {
      mask[id >>> 5]! |= 1 << (id & 31)
    }
    for (const { terminal } of state.tokenWays) set(terminal.token)
    if (state.isDone) for (const id of this.endTokens) set(id)
    for (const { terminal, state: from, frame } of state.ways) {
      const stay = terminal.stay(from)
      for (let word = 0; word < mask.length; word += 1) mask[word]! |= stay.mask[word]!
      if (stay.exits.length === 0) continue
      const after = states.after(frame)
      if (after.ways.length === 0) continue
      for (const node of stay.exits) markBelow(trie, { states, mask }, node, after)
    }
    return mask
  }
}

/** Marks what goes on below a node of the tree from a state there. */
function markBelow(
  trie: VocabularyTrie,
  into: { readonly states: GrammarStates; readonly mask: Uint32Array },
  node: number,
  state: GrammarState,
): void {
  const end = trie.ends[node]!
  for (let child = node + 1; child < end; child = trie.ends[child]!) {
    const next = into.states.step(state, trie.bytes[child]!)
    if (next === null) continue
    trie.mark(child, into.mask)
    markBelow(trie, into, child, next)
  }
}

/** `a` without what is in `b`, or with it alone; an outcome that is no automaton stays what it is. */
export function combineOutcomes(
  a: AutomatonOutcome,
  b: AutomatonOutcome,
  how: 'and' | 'and-not',
): AutomatonOutcome {
  if (typeof a === 'string') return a
  if (b === 'empty') return how === 'and' ? 'empty' : a
  if (b === 'too-large') return b
  return combineAutomata(a, b satisfies ByteAutomaton, how)
}
