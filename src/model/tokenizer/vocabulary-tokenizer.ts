/**
 * The frame that all tokenizers share: special tokens, start and end tokens, decoding whole and as a stream.
 *
 * Text between special tokens goes to the algorithm. Decoding mirrors encoding: where a space was put in front of a text, one is taken
 * away there, so that text survives the way there and back; llama.cpp leaves it in after a start token. A stream holds back the
 * bytes of an unfinished character and gives what is left at its end.
 */

import { LociError } from '../../errors.ts'
import { CONTROL, UNKNOWN, USER_DEFINED } from './entry-flags.ts'
import { IdList } from './id-list.ts'
import { PieceBytes } from './piece-bytes.ts'
import { SpecialSplitter } from './special-splitter.ts'
import type { TokenAlgorithm } from './token-algorithm.ts'
import type {
  DecodeOptions,
  EncodeOptions,
  TokenDecoder,
  TokenDecoderOptions,
  Tokenizer,
  TokenizerKind,
} from './tokenizer.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface FrameOptions {
  readonly vocabulary: Vocabulary
  readonly algorithm: TokenAlgorithm
  /** What `addSpecial` puts before and after; null for nothing. */
  readonly first: number | null
  readonly last: number | null
  readonly notes?: readonly string[]
}

type ReadId = (id: number) => Uint8Array

const SPACE_BYTE = 0x20
const NO_BYTES = new Uint8Array(0)

/** A byte order mark in a text is text. */
function newDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true })
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export class VocabularyTokenizer implements Tokenizer {
  readonly kind: TokenizerKind
  readonly isLossless: boolean
  readonly vocabularySize: number
  readonly bosId: number | null
  readonly eosId: number | null
  readonly notes: readonly string[]
  readonly algorithm: TokenAlgorithm
  readonly #vocabulary: Vocabulary
  readonly #first: number | null
  readonly #last: number | null
  readonly #bytes: PieceBytes
  readonly #plain: SpecialSplitter
  readonly #parsing: SpecialSplitter

  constructor({ vocabulary, algorithm, first, last, notes = [] }: FrameOptions) {
    this.kind = algorithm.kind
    this.isLossless = algorithm.isLossless
    this.vocabularySize = vocabulary.size
    this.bosId = vocabulary.specials.bos
    this.eosId = vocabulary.specials.eos
    this.notes = notes
    this.algorithm = algorithm
    this.#vocabulary = vocabulary
    this.#first = first
    this.#last = last
    this.#bytes = new PieceBytes(vocabulary, algorithm)
    this.#plain = new SpecialSplitter(vocabulary, false)
    this.#parsing = new SpecialSplitter(vocabulary, true)
  }

  encode(text: string, options: EncodeOptions = {}): Int32Array {
    if (!text.isWellFormed()) {
      throw new LociError('INPUT_NOT_UTF8', 'the text has half of a surrogate pair')
    }
    const ids = new IdList()
    const { addSpecial = false, parseSpecial = false } = options
    if (addSpecial && this.#first !== null) ids.push(this.#first)
    let isStart = true
    const splitter = parseSpecial ? this.#parsing : this.#plain
    splitter.split(text, {
      text: (stretch) => {
        this.algorithm.encode(stretch, isStart, ids)
        isStart = false
      },
      special: (id) => {
        ids.push(id)
        isStart = true
      },
    })
    if (addSpecial && this.#last !== null) ids.push(this.#last)
    return ids.toArray()
  }

  decode(ids: Iterable<number>, options: DecodeOptions = {}): string {
    const shown = this.#reader(options)
    return newDecoder().decode(joined(Array.from(ids, shown)))
  }

  decodeBytes(ids: Iterable<number>): Uint8Array {
    return joined(
      Array.from(ids, (id) => {
        this.#bytes.demand(id)
        return this.#bytes.of(id)
      }),
    )
  }

  openDecoder(options: TokenDecoderOptions = {}): TokenDecoder {
    const shown = this.#reader(options)
    const utf8 = newDecoder()
    return {
      put: (id) => utf8.decode(shown(id), { stream: true }),
      close: () => utf8.decode(),
    }
  }

  pieceOf(id: number): string {
    this.#bytes.demand(id)
    return this.#vocabulary.pieces[id]!
  }

  isSpecial(id: number): boolean {
    this.#bytes.demand(id)
    return this.#vocabulary.has(id, CONTROL | UNKNOWN)
  }

  isEndOfGeneration(id: number): boolean {
    this.#bytes.demand(id)
    return this.#vocabulary.specials.ends.has(id)
  }

  /** From each id in turn to the bytes that are shown of it. */
  #reader({ skipSpecial = false, previousId = null }: TokenDecoderOptions): ReadId {
    let isStart = previousId === null || this.#startsText(previousId)
    return (id) => {
      const wasStart = isStart
      isStart = this.#startsText(id)
      if (skipSpecial && this.isSpecial(id)) return NO_BYTES
      const bytes = this.#bytes.of(id)
      const isPrefixed = wasStart && !isStart && this.algorithm.prefixesSpace
      return isPrefixed && bytes[0] === SPACE_BYTE ? bytes.subarray(1) : bytes
    }
  }

  /** Whether text after `id` is encoded as if it began. */
  #startsText(id: number): boolean {
    this.#bytes.demand(id)
    return this.#vocabulary.has(id, CONTROL | UNKNOWN | USER_DEFINED)
  }
}
