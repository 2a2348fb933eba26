/**
 * A word of a grammar: an automaton over bytes that a token may run through, in part, whole, or past its end.
 *
 * Invariant: from every state that `step` returns some end can be reached. States are numbers of the terminal's own.
 */

import type { ByteAutomaton } from './byte-automaton.ts'
import type { VocabularyTrie } from './vocabulary-trie.ts'

/** What tokens do from one state of a terminal. */
export interface Stay {
  /** Tokens that it takes whole; one bit an id. */
  readonly mask: Uint32Array
  /** Nodes of the tree at which it may end with the token going on. */
  readonly exits: Int32Array
}

export interface Terminal {
  readonly id: number
  /** Of its own memory. */
  readonly byteCount: number
  readonly start: number
  /** The next state, or -1. */
  step(state: number, byte: number): number
  accepts(state: number): boolean
  /** Whether anything can follow. */
  isOpen(state: number): boolean
  stay(state: number): Stay
}

/** Numbers for terminals of one vocabulary, so that states of grammars can be told apart. */
export interface TerminalHome {
  readonly trie: VocabularyTrie
  nextTerminalId(): number
  /** The walk under a key, or the one that `build` makes; kept within a bound of all terminals. */
  keptStay(key: string, build: () => Stay): Stay
}

/** Walks the tree from a state; `visit` sees each node that is reached, and the state there. */
export function walkTrie(
  { trie, table, state }: { trie: VocabularyTrie; table: Int16Array; state: number },
  visit: (node: number, state: number) => void,
): void {
  const { bytes, ends, depths } = trie
  const states = new Int32Array(trie.depthMax + 1)
  states[0] = state
  for (let node = 1; node < bytes.length; ) {
    const depth = depths[node]!
    const next = table[states[depth - 1]! * 256 + bytes[node]!]!
    if (next === -1) {
      node = ends[node]!
      continue
    }
    states[depth] = next
    visit(node, next)
    node += 1
  }
}

export class AutomatonTerminal implements Terminal {
  readonly id: number
  readonly start = 0
  readonly #home: TerminalHome
  readonly #automaton: ByteAutomaton
  /** (states) */
  readonly #open: Uint8Array

  constructor(home: TerminalHome, automaton: ByteAutomaton) {
    this.id = home.nextTerminalId()
    this.#home = home
    this.#automaton = automaton
    this.#open = openStates(automaton)
  }

  get byteCount(): number {
    return this.#automaton.table.byteLength
  }

  step(state: number, byte: number): number {
    return this.#automaton.table[state * 256 + byte]!
  }

  accepts(state: number): boolean {
    return this.#automaton.accepting[state] === 1
  }

  isOpen(state: number): boolean {
    return this.#open[state] === 1
  }

  stay(state: number): Stay {
    return this.#home.keptStay(`${this.id},${state}`, () =>
      stayOf(this.#home.trie, this.#automaton, state),
    )
  }
}

export function openStates({ table, accepting }: ByteAutomaton): Uint8Array {
  return accepting.map((_, state) =>
    table.subarray(state * 256, state * 256 + 256).some((next) => next !== -1) ? 1 : 0,
  )
}

function stayOf(trie: VocabularyTrie, { table, accepting }: ByteAutomaton, state: number): Stay {
  const mask = new Uint32Array(trie.wordCount)
  const exits: number[] = []
  walkTrie({ trie, table, state }, (node, reached) => {
    if (trie.tokens[node] !== -1) trie.mark(node, mask)
    if (accepting[reached] === 1 && trie.ends[node]! > node + 1) exits.push(node)
  })
  return { mask, exits: Int32Array.from(exits) }
}

/** One token by its id, as a template's marks are; it is no text and takes no bytes. */
export class TokenTerminal {
  readonly id: number
  readonly token: number

  constructor(home: TerminalHome, token: number) {
    this.id = home.nextTerminalId()
    this.token = token
  }
}
