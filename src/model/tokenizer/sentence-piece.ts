/**
 * SentencePiece's BPE: neighbours whose joined text is an entry merge, the highest score first, the leftmost of equals.
 *
 * Spaces are "▁", and one is put in front of a text where the file asks. A character that no entry holds becomes its bytes' entries
 * (<0xE2>), or the unknown token where those are missing. Where no entry has "▁" after another character, nothing can merge across a
 * word's beginning, so the text is encoded word by word and words are cached; else it is one word. The same ids either way, and
 * the same as llama.cpp's. Kudo and Richardson, "SentencePiece", 2018. Not lossless in one point: a "▁" in a text reads back as a space.
 */

import { BYTE, CONTROL, UNKNOWN, USER_DEFINED } from './entry-flags.ts'
import type { IdList } from './id-list.ts'
import { JoinedMerges } from './merge-rules.ts'
import { SymbolMerger } from './symbol-merger.ts'
import type { TokenAlgorithm } from './token-algorithm.ts'
import { refuseVocabulary, type Vocabulary } from './vocabulary.ts'
import { WordCache } from './word-cache.ts'

const SPACE = '▁'
const SPACE_UNIT = 0x2581
const encoder = new TextEncoder()

/** The byte that an entry stands for: also in files that leave the types of entries out. */
function byteOf(piece: string): number | null {
  const digits = piece.length === 6 ? /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1] : undefined
  return digits === undefined ? null : Number.parseInt(digits, 16)
}

/** (256): the id of `<0x00>` … `<0xFF>`, -1 where the vocabulary has none. */
function byteIds({ pieces, flags }: Vocabulary): Int32Array {
  const ids = new Int32Array(256).fill(-1)
  for (const [id, piece] of pieces.entries()) {
    const byte = byteOf(piece)
    if (byte !== null) ids[byte] = id
    else if ((flags[id]! & BYTE) !== 0) {
      refuseVocabulary(`id ${id} is a byte by its type and ${JSON.stringify(piece)} by its text`)
    }
  }
  return ids
}

/** (vocabulary): 0 for the highest score; equal scores, equal ranks. */
function scoreRanks(vocabulary: Vocabulary): Int32Array {
  const { scores, size } = vocabulary
  if (scores === null) return new Int32Array(size)
  const distinct = [...new Set(Array.from(scores))].sort((a, b) => b - a)
  const rankOf = new Map(distinct.map((score, rank) => [score, rank]))
  return Int32Array.from(scores, (score) => rankOf.get(score)!)
}

export class SentencePiece implements TokenAlgorithm {
  readonly kind = 'sentencepiece'
  readonly isLossless = false
  readonly prefixesSpace: boolean
  readonly merger: SymbolMerger
  readonly #vocabulary: Vocabulary
  readonly #byteIds: Int32Array
  readonly #partsAtSpaces: boolean
  readonly #words = new WordCache((word, push) => this.#encodeWord(word, push))

  constructor(vocabulary: Vocabulary, prefixesSpace: boolean) {
    this.#vocabulary = vocabulary
    this.prefixesSpace = prefixesSpace
    this.#byteIds = byteIds(vocabulary)
    this.#partsAtSpaces = ![...vocabulary.ids.keys()].some((piece) => /[^▁]▁/.test(piece))
    const { size, pieces, ids } = vocabulary
    this.merger = new SymbolMerger(
      new JoinedMerges({
        // A character that is no entry has its code point after the vocabulary as its number.
        textOf: (symbol) => (symbol < size ? pieces[symbol]! : String.fromCodePoint(symbol - size)),
        idOf: (text) => ids.get(text),
        ranks: scoreRanks(vocabulary),
      }),
    )
  }

  encode(text: string, isStart: boolean, ids: IdList): void {
    const prefixed = this.prefixesSpace && isStart ? ` ${text}` : text
    const spaced = prefixed.replaceAll(' ', SPACE)
    let from = 0
    while (from < spaced.length) {
      const to = this.#partsAtSpaces ? wordEnd(spaced, from) : spaced.length
      this.#words.encode(spaced.slice(from, to), ids)
      from = to
    }
  }

  bytesOf(id: number): Uint8Array {
    const piece = this.#vocabulary.pieces[id]!
    if (this.#vocabulary.has(id, CONTROL | UNKNOWN | USER_DEFINED)) return encoder.encode(piece)
    const byte = byteOf(piece)
    return byte !== null ? Uint8Array.of(byte) : encoder.encode(piece.replaceAll(SPACE, ' '))
  }

  #encodeWord(word: string, push: (id: number) => void): void {
    this.merger.reserve(word.length)
    const { symbols } = this.merger
    const { ids, size } = this.#vocabulary
    let count = 0
    for (const character of word) {
      symbols[count] = ids.get(character) ?? size + character.codePointAt(0)!
      count += 1
    }
    count = this.merger.merge(count)
    for (let index = 0; index < count; index += 1) {
      const symbol = symbols[index]!
      if (symbol < size) push(symbol)
      else this.#pushBytes(symbol - size, push)
    }
  }

  #pushBytes(codePoint: number, push: (id: number) => void): void {
    for (const byte of encoder.encode(String.fromCodePoint(codePoint))) {
      const id = this.#byteIds[byte]!
      const { unknown } = this.#vocabulary.specials
      if (id !== -1) push(id)
      else if (unknown !== null) push(unknown)
      else refuseVocabulary(`it has neither an entry for byte ${byte} nor an unknown token`)
    }
  }
}

/** Where the word at `from` ends: before a space that follows something else. */
function wordEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) === SPACE_UNIT) at += 1
  const next = text.indexOf(SPACE, at)
  return next === -1 ? text.length : next
}
