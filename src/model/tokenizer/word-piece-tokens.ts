/**
 * WordPiece as model files write it: "▁word" begins a word, "ing" continues one, where BERT's own files have "word" and "##ing".
 *
 * The words and pieces are those of ../wordpiece.ts, which the built-in embedder uses too. Decoding joins words by one space, so case,
 * accents and spacing are gone: this kind is for encoders and not lossless.
 */

import { WordPiece } from '../wordpiece.ts'
import { CONTROL, UNKNOWN } from './entry-flags.ts'
import type { IdList } from './id-list.ts'
import type { TokenAlgorithm } from './token-algorithm.ts'
import { refuseVocabulary, type Vocabulary } from './vocabulary.ts'

const START = '▁'
const encoder = new TextEncoder()

function bertPiece(piece: string, isSpecial: boolean): string {
  if (isSpecial || /^\[.*\]$/.test(piece)) return piece
  return piece.startsWith(START) ? piece.slice(START.length) : `##${piece}`
}

export class WordPieceTokens implements TokenAlgorithm {
  readonly kind = 'wordpiece'
  readonly isLossless = false
  readonly prefixesSpace = true
  readonly #vocabulary: Vocabulary
  readonly #wordPiece: WordPiece

  constructor(vocabulary: Vocabulary) {
    const { unknown, bos, separator } = vocabulary.specials
    if (unknown === null || bos === null || separator === null) {
      refuseVocabulary('it does not name its unknown, start and separator tokens')
    }
    const pieces = vocabulary.pieces.map((piece, id) =>
      bertPiece(piece, vocabulary.has(id, CONTROL | UNKNOWN)),
    )
    this.#vocabulary = vocabulary
    this.#wordPiece = new WordPiece(pieces, { unknown, start: bos, end: separator })
  }

  encode(text: string, _isStart: boolean, ids: IdList): void {
    ids.pushAll(this.#wordPiece.encode(text, Number.POSITIVE_INFINITY))
  }

  bytesOf(id: number): Uint8Array {
    return encoder.encode(this.#vocabulary.pieces[id]!.replaceAll(START, ' '))
  }
}
