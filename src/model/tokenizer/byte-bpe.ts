/**
 * Byte-level byte-pair encoding: words by the family's patterns, a word's bytes merged by rank.
 *
 * Rules come from the file's list of merges, or (tiktoken) from the vocabulary, where a pair merges when its joined text is an entry
 * and the lowest id goes first. Words repeat, so the ids of short ones are cached, bounded. A piece that is no entry falls apart into its
 * bytes; a byte without an entry is the unknown token or, where there is none, a typed error: llama.cpp leaves it out
 * silently. Sennrich et al., 2016, on bytes as in GPT-2; the order is that of tokenizers of the model files.
 */

import { LociError } from '../../errors.ts'
import { byteCharacters, bytesOfCharacters, charactersOfBytes } from './byte-alphabet.ts'
import { CONTROL, UNKNOWN, USER_DEFINED } from './entry-flags.ts'
import type { IdList } from './id-list.ts'
import { ListedMerges, type MergeRules } from './merge-rules.ts'
import { PairTable } from './pair-table.ts'
import { SymbolMerger } from './symbol-merger.ts'
import type { TokenAlgorithm } from './token-algorithm.ts'
import { refuseVocabulary, type Vocabulary } from './vocabulary.ts'
import { WordCache } from './word-cache.ts'
import { WordSplitter } from './word-splitter.ts'

const encoder = new TextEncoder()

/** Entries by id, and texts that are none but occur on the way: they get the numbers after the vocabulary. */
export class SymbolTable {
  readonly #vocabulary: Vocabulary
  readonly #others = new Map<string, number>()
  readonly #otherTexts: string[] = []

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
  }

  symbolOf(text: string): number {
    const known = this.#vocabulary.ids.get(text) ?? this.#others.get(text)
    if (known !== undefined) return known
    const symbol = this.#vocabulary.size + this.#otherTexts.length
    this.#others.set(text, symbol)
    this.#otherTexts.push(text)
    return symbol
  }

  textOf(symbol: number): string {
    const { pieces, size } = this.#vocabulary
    return symbol < size ? pieces[symbol]! : this.#otherTexts[symbol - size]!
  }
}

/** `lines[i]` is "left right", i its rank. */
export function readMerges(lines: readonly string[], symbols: SymbolTable): MergeRules {
  const table = new PairTable(lines.length)
  for (const [rank, line] of lines.entries()) {
    // From 1: the left part may itself begin with a space.
    const cut = line.indexOf(' ', 1)
    if (cut === -1 || cut === line.length - 1) {
      refuseVocabulary(`merge ${rank} is ${JSON.stringify(line)}, not two parts`, { rank })
    }
    const left = line.slice(0, cut)
    const right = line.slice(cut + 1)
    const merged = symbols.symbolOf(left + right)
    table.put(symbols.symbolOf(left), symbols.symbolOf(right), { rank, merged })
  }
  return new ListedMerges(table)
}

export interface ByteBpeOptions {
  readonly vocabulary: Vocabulary
  readonly symbols: SymbolTable
  readonly rules: MergeRules
  readonly passes: readonly string[]
  readonly ignoresMerges: boolean
}

export class ByteBpe implements TokenAlgorithm {
  readonly kind = 'byte-bpe'
  readonly prefixesSpace = false
  readonly isLossless: boolean
  readonly merger: SymbolMerger
  readonly #vocabulary: Vocabulary
  readonly #symbols: SymbolTable
  readonly #splitter: WordSplitter
  readonly #ignoresMerges: boolean
  /** (256): the symbol of each byte. */
  readonly #byteSymbols: Int32Array
  readonly #words = new WordCache((word, push) => this.#encodeWord(word, push))

  constructor({ vocabulary, symbols, rules, passes, ignoresMerges }: ByteBpeOptions) {
    this.#vocabulary = vocabulary
    this.#symbols = symbols
    this.merger = new SymbolMerger(rules)
    this.#splitter = new WordSplitter(passes)
    this.#ignoresMerges = ignoresMerges
    this.#byteSymbols = Int32Array.from(byteCharacters, (one) => symbols.symbolOf(one))
    // C0, C1 and F5 to FF are in no UTF-8.
    this.isLossless = this.#byteSymbols.every(
      (symbol, byte) => symbol < vocabulary.size || byte === 0xc0 || byte === 0xc1 || byte >= 0xf5,
    )
  }

  encode(text: string, _isStart: boolean, ids: IdList): void {
    this.#splitter.split(text, (word) => this.#words.encode(word, ids))
  }

  bytesOf(id: number): Uint8Array {
    const piece = this.#vocabulary.pieces[id]!
    return this.#vocabulary.has(id, CONTROL | UNKNOWN | USER_DEFINED)
      ? encoder.encode(piece)
      : bytesOfCharacters(piece)
  }

  #encodeWord(word: string, push: (id: number) => void): void {
    const bytes = encoder.encode(word)
    if (this.#ignoresMerges) {
      const whole = this.#wholeWord(bytes)
      if (whole !== undefined) {
        push(whole)
        return
      }
    }
    this.merger.reserve(bytes.length)
    const { symbols } = this.merger
    for (let index = 0; index < bytes.length; index += 1) {
      symbols[index] = this.#byteSymbols[bytes[index]!]!
    }
    const count = this.merger.merge(bytes.length)
    for (let index = 0; index < count; index += 1) {
      const symbol = symbols[index]!
      if (symbol < this.#vocabulary.size) push(symbol)
      else this.#pushApart(symbol, push)
    }
  }

  #wholeWord(bytes: Uint8Array): number | undefined {
    if (bytes.length > this.#vocabulary.pieceUnitsMax) return undefined
    return this.#vocabulary.ids.get(charactersOfBytes(bytes))
  }

  #pushApart(symbol: number, push: (id: number) => void): void {
    for (const character of this.#symbols.textOf(symbol)) {
      const id = this.#vocabulary.ids.get(character) ?? this.#vocabulary.specials.unknown
      if (id === null) {
        throw new LociError(
          'INPUT_INVALID',
          `the model's vocabulary has no entry for ${JSON.stringify(character)}, a byte of the text`,
          { hint: 'Leave the character out, or use a model that knows it.' },
        )
      }
      push(id)
    }
  }
}
