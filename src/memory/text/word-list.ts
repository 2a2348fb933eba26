/** Known words by frequency from a WordPiece vocabulary: its whole words, in its own order (specials and letters come first). */

import type { WordList } from '../../policy/caching/question/correct-typing.ts'

const wholeWord = /^[a-z]{2,}$/

export function wordListOf(pieces: readonly string[]): WordList {
  const ranks = new Map<string, number>()
  for (const [rank, piece] of pieces.entries()) if (wholeWord.test(piece)) ranks.set(piece, rank)
  return { rankOf: (word) => ranks.get(word) }
}
