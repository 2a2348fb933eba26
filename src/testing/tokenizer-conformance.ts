/**
 * The contract of `Tokenizer` as cases that any of them can be run through.
 *
 * The runner brings the tokenizer and its own assertions. The cases say nothing about which ids a text becomes: that is what the
 * expected encodings beside a vocabulary are for.
 */

import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import { oddTexts } from './embedder-conformance.ts'

export interface TokenizerConformanceTools {
  open(): Promise<Tokenizer>
  /** Throws unless the values are deeply and strictly equal. */
  equal(actual: unknown, expected: unknown, message?: string): void
  /** The code that `act` throws, or "nothing". */
  codeOf(act: () => unknown): string
}

export interface TokenizerConformanceCase {
  readonly name: string
  run(tools: TokenizerConformanceTools): Promise<void>
}

/** What a tokenizer promises to give back of a text: SentencePiece cannot tell its own space mark from a space. */
export function expectedBack(tokenizer: Tokenizer, text: string): string | null {
  if (tokenizer.isLossless) return text
  return tokenizer.kind === 'sentencepiece' ? text.replaceAll('▁', ' ') : null
}

const wellFormed = oddTexts.filter(([, text]) => text.isWellFormed())
const halfPairs = oddTexts.filter(([, text]) => !text.isWellFormed())

const encoding: readonly TokenizerConformanceCase[] = [
  {
    name: 'the empty text is no ids, and no ids are the empty text',
    async run({ open, equal }) {
      const tokenizer = await open()
      equal([...tokenizer.encode('')], [])
      equal(tokenizer.decode([]), '')
      equal(tokenizer.decodeBytes([]).length, 0)
    },
  },
  {
    name: 'odd texts become ids of the vocabulary, the same each time, and read back as promised',
    async run({ open, equal }) {
      const tokenizer = await open()
      for (const [name, text] of wellFormed) {
        const ids = tokenizer.encode(text)
        equal(
          ids.every((id) => id >= 0 && id < tokenizer.vocabularySize),
          true,
          name,
        )
        equal(tokenizer.encode(text), ids, name)
        const back = expectedBack(tokenizer, text)
        if (back !== null) equal(tokenizer.decode(ids) === back, true, name)
      }
    },
  },
  {
    name: 'half of a surrogate pair is refused',
    async run({ open, equal, codeOf }) {
      const tokenizer = await open()
      for (const [name, text] of halfPairs) {
        equal(
          codeOf(() => tokenizer.encode(text)),
          'INPUT_NOT_UTF8',
          name,
        )
      }
    },
  },
  {
    name: 'a special token written in a text is text unless it is asked for',
    async run({ open, equal }) {
      const tokenizer = await open()
      for (let id = 0; id < tokenizer.vocabularySize; id += 1) {
        const piece = tokenizer.pieceOf(id)
        if (piece === '' || !tokenizer.isSpecial(id)) continue
        // The unknown token is what WordPiece makes of anything that it does not know.
        if (tokenizer.kind !== 'wordpiece') equal(tokenizer.encode(piece).includes(id), false)
        equal([...tokenizer.encode(piece, { parseSpecial: true })], [id])
      }
    },
  },
]

const decoding: readonly TokenizerConformanceCase[] = [
  {
    name: 'a stream of ids says what decoding them at once says, and never half a character',
    async run({ open, equal }) {
      const tokenizer = await open()
      for (const [name, text] of wellFormed.filter((one) => one[1].length < 10_000)) {
        const ids = tokenizer.encode(text, { addSpecial: true })
        const decoder = tokenizer.openDecoder()
        const parts = [...ids].map((id) => decoder.put(id))
        equal(
          parts.every((part) => part.isWellFormed() && !part.includes('\ufffd')),
          true,
          name,
        )
        equal(parts.join('') + decoder.close(), tokenizer.decode(ids), name)
      }
    },
  },
  {
    name: 'what is no id is refused',
    async run({ open, equal, codeOf }) {
      const tokenizer = await open()
      for (const id of [-1, 0.5, tokenizer.vocabularySize, Number.NaN, 2 ** 32]) {
        for (const read of [
          () => tokenizer.decode([id]),
          () => tokenizer.decodeBytes([id]),
          () => tokenizer.pieceOf(id),
          () => tokenizer.isSpecial(id),
          () => tokenizer.isEndOfGeneration(id),
          () => tokenizer.openDecoder({ previousId: id }),
        ]) {
          equal(codeOf(read), 'INPUT_INVALID')
        }
      }
    },
  },
  {
    name: 'special tokens are left out of an answer when that is asked for',
    async run({ open, equal }) {
      const tokenizer = await open()
      const plain = tokenizer.encode('hello world')
      const framed = tokenizer.encode('hello world', { addSpecial: true })
      const text = tokenizer.decode(plain)
      equal(tokenizer.decode(framed, { skipSpecial: true }), text)
    },
  },
]

export const tokenizerConformance: readonly TokenizerConformanceCase[] = [...encoding, ...decoding]
