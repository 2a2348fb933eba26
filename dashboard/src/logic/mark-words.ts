/**
 * Which words of a text to mark because the question has them.
 *
 * The gateway names the question's words that matched by stem; here a word is marked when one begins with the other, up to
 * three letters of ending. A rough reading for the eye only: scores are never made from it.
 */

export interface MarkedPart {
  readonly text: string
  readonly isMarked: boolean
}

const ENDING_LETTERS_MAX = 3
const STEM_LETTERS_MIN = 3

function isLike(word: string, term: string): boolean {
  if (word === term) return true
  const [short, long] = word.length < term.length ? [word, term] : [term, word]
  if (short.length < STEM_LETTERS_MIN) return false
  if (long.startsWith(short)) return long.length - short.length <= ENDING_LETTERS_MAX
  // "cities" and "city", "dancing" and "dance": the same stem, two endings.
  const stem = short.slice(0, -1)
  return (
    stem.length >= STEM_LETTERS_MIN &&
    long.startsWith(stem) &&
    long.length - stem.length <= ENDING_LETTERS_MAX
  )
}

/** Joining the parts gives the text back. */
export function markWords(text: string, terms: readonly string[]): MarkedPart[] {
  const wanted = terms.map((term) => term.toLowerCase()).filter((term) => term !== '')
  const parts: MarkedPart[] = []
  const add = (piece: string, isMarked: boolean): void => {
    const last = parts.at(-1)
    if (last !== undefined && last.isMarked === isMarked && !isMarked) {
      parts[parts.length - 1] = { text: last.text + piece, isMarked }
    } else if (piece !== '') parts.push({ text: piece, isMarked })
  }
  for (const piece of text.split(/([\p{L}\p{N}]+)/u)) {
    const word = piece.toLowerCase()
    add(piece, piece !== '' && wanted.some((term) => isLike(word, term)))
  }
  return parts
}
