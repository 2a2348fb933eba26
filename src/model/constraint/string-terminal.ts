/**
 * A JSON string of any text, with or without bounds on its length.
 *
 * The automaton is one for all; a bound only counts, in characters as JSON Schema does. What a token does far from both bounds
 * is what it does without them, so a long string costs one walk of the vocabulary and not one a character; near a bound, tokens are told
 * by how many characters they have. Escapes are those of RFC 8259; half of a surrogate pair is not one.
 */

import { type ByteAlphabet, type ByteAutomaton, trimAutomaton } from './byte-automaton.ts'
import { openStates, type Stay, type Terminal, type TerminalHome, walkTrie } from './terminal.ts'
import type { VocabularyTrie } from './vocabulary-trie.ts'

const START = 0
/** Between two characters. */
const TEXT = 1
const END = 2
const ESCAPE = 3
/** One to three more bytes of a character. */
const TAIL_1 = 4
const TAIL_2 = 5
const TAIL_3 = 6
/** The second byte after E0, ED, F0 and F4, which is not free. */
const AFTER_E0 = 7
const AFTER_ED = 8
const AFTER_F0 = 9
const AFTER_F4 = 10
/** One to four more digits of `\u`. */
const HEX_1 = 11
const HEX_2 = 12
const HEX_3 = 13
const HEX_4 = 14
/** After `\ud`: the rest of a plain character, or of the first half of a pair. */
const HEX_D = 15
const PAIR_HEX_2 = 16
const PAIR_HEX_1 = 17
const PAIR_ESCAPE = 18
const PAIR_U = 19
const PAIR_D = 20
const PAIR_SECOND = 21
const STATE_COUNT = 22

const QUOTE = 0x22

type Rule = readonly [from: number, first: number | string, last: number | string, to: number]

const hexDigits: readonly (readonly [string, string])[] = [
  ['0', '9'],
  ['a', 'f'],
  ['A', 'F'],
]

function hexRules(from: number, to: number): Rule[] {
  return hexDigits.map(([first, last]) => [from, first, last, to])
}

const rules: readonly Rule[] = [
  [START, '"', '"', TEXT],
  [TEXT, 0x20, 0x7f, TEXT],
  [TEXT, '"', '"', END],
  [TEXT, '\\', '\\', ESCAPE],
  [TEXT, 0xc2, 0xdf, TAIL_1],
  [TEXT, 0xe0, 0xe0, AFTER_E0],
  [TEXT, 0xe1, 0xef, TAIL_2],
  [TEXT, 0xed, 0xed, AFTER_ED],
  [TEXT, 0xf0, 0xf0, AFTER_F0],
  [TEXT, 0xf1, 0xf3, TAIL_3],
  [TEXT, 0xf4, 0xf4, AFTER_F4],
  [TAIL_1, 0x80, 0xbf, TEXT],
  [TAIL_2, 0x80, 0xbf, TAIL_1],
  [TAIL_3, 0x80, 0xbf, TAIL_2],
  [AFTER_E0, 0xa0, 0xbf, TAIL_1],
  [AFTER_ED, 0x80, 0x9f, TAIL_1],
  [AFTER_F0, 0x90, 0xbf, TAIL_2],
  [AFTER_F4, 0x80, 0x8f, TAIL_2],
  ...Array.from('"\\/bfnrt', (one): Rule => [ESCAPE, one, one, TEXT]),
  [ESCAPE, 'u', 'u', HEX_4],
  ...hexRules(HEX_4, HEX_3),
  [HEX_4, 'd', 'd', HEX_D],
  [HEX_4, 'D', 'D', HEX_D],
  ...hexRules(HEX_3, HEX_2),
  ...hexRules(HEX_2, HEX_1),
  ...hexRules(HEX_1, TEXT),
  [HEX_D, '0', '7', HEX_2],
  [HEX_D, '8', '9', PAIR_HEX_2],
  [HEX_D, 'a', 'b', PAIR_HEX_2],
  [HEX_D, 'A', 'B', PAIR_HEX_2],
  ...hexRules(PAIR_HEX_2, PAIR_HEX_1),
  ...hexRules(PAIR_HEX_1, PAIR_ESCAPE),
  [PAIR_ESCAPE, '\\', '\\', PAIR_U],
  [PAIR_U, 'u', 'u', PAIR_D],
  [PAIR_D, 'd', 'd', PAIR_SECOND],
  [PAIR_D, 'D', 'D', PAIR_SECOND],
  [PAIR_SECOND, 'c', 'f', HEX_2],
  [PAIR_SECOND, 'C', 'F', HEX_2],
]

/** Later rules win; bytes outside the alphabet lead nowhere. `empty` where no string can be written. */
export function stringAutomaton(alphabet: ByteAlphabet): ByteAutomaton | 'empty' {
  const rows = Array.from({ length: STATE_COUNT }, () => new Int16Array(256).fill(-1))
  const codeOf = (byte: number | string): number =>
    typeof byte === 'number' ? byte : byte.charCodeAt(0)
  for (const [from, first, last, to] of rules) {
    for (let byte = codeOf(first); byte <= codeOf(last); byte += 1) {
      if (alphabet(byte)) rows[from]![byte] = to
    }
  }
  return trimAutomaton({ rows, accepting: rows.map((_, state) => (state === END ? 1 : 0)) })
}

const NOT_TAKEN = 0xffff

/** A walk without bounds that also counts characters. */
interface CountedStay extends Stay {
  /** (vocabulary): characters that the token begins, or NOT_TAKEN. */
  readonly tokenChars: Uint16Array
  /** (exits): characters before the closing quote. */
  readonly exitChars: Uint16Array
  /** (quotes): nodes of the closing quote, with or without anything behind; tokens that end there. */
  readonly endNodes: Int32Array
  readonly endChars: Uint16Array
}

/** The string without bounds, and the walks that bounded ones are made of. */
export class StringTerminal implements Terminal {
  readonly id: number
  readonly byteCount = 0
  readonly start = START
  readonly trie: VocabularyTrie
  readonly automaton: ByteAutomaton
  readonly #open: Uint8Array
  readonly #stays = new Map<number, CountedStay>()

  constructor(home: TerminalHome, automaton: ByteAutomaton) {
    this.id = home.nextTerminalId()
    this.trie = home.trie
    this.automaton = automaton
    this.#open = openStates(automaton)
  }

  step(state: number, byte: number): number {
    return this.automaton.table[state * 256 + byte]!
  }

  accepts(state: number): boolean {
    return state === END
  }

  isOpen(state: number): boolean {
    return this.#open[state] === 1
  }

  stay(state: number): CountedStay {
    const known = this.#stays.get(state)
    if (known !== undefined) return known
    const stay = countedStay(this.trie, this.automaton, state)
    this.#stays.set(state, stay)
    return stay
  }
}

function countedStay(trie: VocabularyTrie, { table }: ByteAutomaton, state: number): CountedStay {
  const { bytes, depths, ends, tokens, twins } = trie
  const mask = new Uint32Array(trie.wordCount)
  const tokenChars = new Uint16Array(trie.vocabularySize).fill(NOT_TAKEN)
  const [exits, exitChars, endNodes, endChars]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ]
  const states = new Int32Array(trie.depthMax + 1).fill(state)
  const counts = new Uint16Array(trie.depthMax + 1)
  walkTrie({ trie, table, state }, (node, reached) => {
    const depth = depths[node]!
    const isNewChar = states[depth - 1] === TEXT && bytes[node] !== QUOTE
    states[depth] = reached
    counts[depth] = counts[depth - 1]! + (isNewChar ? 1 : 0)
    const isEnd = reached === END
    for (let id = tokens[node]!; id !== -1 && !isEnd; id = twins[id]!)
      tokenChars[id] = counts[depth]!
    if (tokens[node] !== -1) trie.mark(node, mask)
    if (isEnd) {
      endNodes.push(node)
      endChars.push(counts[depth]!)
    }
    if (isEnd && ends[node]! > node + 1) {
      exits.push(node)
      exitChars.push(counts[depth]!)
    }
  })
  return {
    mask,
    exits: Int32Array.from(exits),
    tokenChars,
    exitChars: Uint16Array.from(exitChars),
    endNodes: Int32Array.from(endNodes),
    endChars: Uint16Array.from(endChars),
  }
}

export interface LengthBounds {
  readonly min: number
  /** Null: no end. */
  readonly max: number | null
}

/** A string of `min` to `max` characters. A state is `count * STATE_COUNT + state`; without `max`, counting ends at `min`. */
export class BoundedStringTerminal implements Terminal {
  readonly id: number
  readonly start = START
  readonly byteCount = 0
  readonly #home: TerminalHome
  readonly #any: StringTerminal
  readonly #min: number
  readonly #max: number

  constructor(home: TerminalHome, any: StringTerminal, { min, max }: LengthBounds) {
    this.id = home.nextTerminalId()
    this.#home = home
    this.#any = any
    this.#min = min
    this.#max = max ?? Number.POSITIVE_INFINITY
  }

  step(state: number, byte: number): number {
    const inner = state % STATE_COUNT
    let count = (state - inner) / STATE_COUNT
    if (inner === TEXT && byte === QUOTE) {
      if (count < this.#min) return -1
    } else if (inner === TEXT) {
      if (count >= this.#max) return -1
      if (count < this.#min || this.#max !== Number.POSITIVE_INFINITY) count += 1
    }
    const next = this.#any.step(inner, byte)
    return next === -1 ? -1 : count * STATE_COUNT + next
  }

  accepts(state: number): boolean {
    return this.#any.accepts(state % STATE_COUNT)
  }

  isOpen(state: number): boolean {
    return this.#any.isOpen(state % STATE_COUNT)
  }

  stay(state: number): Stay {
    const inner = state % STATE_COUNT
    const count = (state - inner) / STATE_COUNT
    const any = this.#any.stay(inner)
    const left = this.#max - count
    if (count >= this.#min && left >= this.#any.trie.depthMax) return any
    return this.#home.keptStay(`${this.id},${state}`, () =>
      this.#filtered(any, this.#min - count, left),
    )
  }

  /** Of a walk without bounds, what begins at most `most` characters and does not end before `least`. */
  #filtered(any: CountedStay, least: number, most: number): Stay {
    const { trie } = this.#any
    const mask = new Uint32Array(trie.wordCount)
    const { tokenChars, endNodes, endChars, exits, exitChars } = any
    for (let id = 0; id < tokenChars.length; id += 1) {
      if (tokenChars[id]! <= most && tokenChars[id] !== NOT_TAKEN) mask[id >>> 5]! |= 1 << (id & 31)
    }
    const fits = (chars: number): boolean => chars >= least && chars <= most
    for (let at = 0; at < endNodes.length; at += 1) {
      if (fits(endChars[at]!)) trie.mark(endNodes[at]!, mask)
    }
    return { mask, exits: exits.filter((_, at) => fits(exitChars[at]!)) }
  }
}
