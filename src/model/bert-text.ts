/**
 * Text to words as the uncased BERT models were trained to see them: the step before WordPiece.
 *
 * Control characters go, white space parts words, every punctuation mark and every Han ideograph is a word of its own,
 * letters lose their accents (canonical decomposition without nonspacing marks) and then their case. Works one code point
 * at a time, as the tokenizers of these models do: so a final Greek sigma stays σ, and a text need not be normalised
 * as a whole before its first words are known. Special tokens written in a text ("[SEP]") are plain text here, so nobody can
 * forge one. Does not know the vocabulary.
 */

/** Returns false to end the walk early. */
export type VisitBertWord = (word: string) => boolean

const LETTER = 0
const SPACE = 1
const MARK = 2
const DROPPED = 3

/** One code point after folding: which kind it is and what is left of it. */
interface FoldedCharacter {
  readonly kind: number
  readonly text: string
}

/** Code units of a word that are kept: longer words are unknown to WordPiece (over 100 code points) whatever follows. */
const WORD_UNITS_MAX = 256
const FOLDED_CHARACTERS_MAX = 4096

const control = /^[\p{C}\ufffd]$/u
const whiteSpace = /^\p{White_Space}$/u
const nonspacingMark = /\p{Mn}/gu
const punctuation = /^[!-/:-@[-`{-~\p{P}]/u
const ideographRanges: readonly (readonly [number, number])[] = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b820, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
]

function isIdeograph(codePoint: number): boolean {
  return ideographRanges.some(([first, last]) => codePoint >= first && codePoint <= last)
}

function foldCharacter(codePoint: number): FoldedCharacter {
  const character = String.fromCodePoint(codePoint)
  // Tab, line feed and carriage return are control characters that part words; other controls vanish and join them.
  if (/^[\t\n\r]$/.test(character)) return { kind: SPACE, text: '' }
  if (control.test(character)) return { kind: DROPPED, text: '' }
  if (whiteSpace.test(character)) return { kind: SPACE, text: '' }
  const text = character.normalize('NFD').replace(nonspacingMark, '').toLowerCase()
  if (text === '') return { kind: DROPPED, text }
  const isAlone = isIdeograph(codePoint) || punctuation.test(text)
  return { kind: isAlone ? MARK : LETTER, text }
}

const asciiKinds = Uint8Array.from({ length: 128 }, (_, unit) => foldCharacter(unit).kind)

export class BertText {
  readonly #folded = new Map<number, FoldedCharacter>()

  /** Visits the words of `text` in order until `visit` returns false. */
  forEachWord(text: string, visit: VisitBertWord): void {
    let word = ''
    let index = 0
    while (index < text.length) {
      const unit = text.charCodeAt(index)
      if (unit < 128 && asciiKinds[unit] === LETTER) {
        const end = asciiRunEnd(text, index)
        if (word.length < WORD_UNITS_MAX) word += text.slice(index, end).toLowerCase()
        index = end
        continue
      }
      const codePoint = unit < 128 ? unit : text.codePointAt(index)!
      const { kind, text: folded } = this.#fold(codePoint)
      index += codePoint > 0xffff ? 2 : 1
      if (kind === DROPPED) continue
      if (kind === LETTER) {
        if (word.length < WORD_UNITS_MAX) word += folded
        continue
      }
      if (word !== '' && !visit(word)) return
      word = ''
      if (kind === MARK && !visit(folded)) return
    }
    if (word !== '') visit(word)
  }

  #fold(codePoint: number): FoldedCharacter {
    const known = this.#folded.get(codePoint)
    if (known !== undefined) return known
    if (this.#folded.size >= FOLDED_CHARACTERS_MAX) this.#folded.clear()
    const folded = foldCharacter(codePoint)
    this.#folded.set(codePoint, folded)
    return folded
  }
}

/** Where a run of ASCII letters, digits and the like ends. */
function asciiRunEnd(text: string, start: number): number {
  let end = start + 1
  while (end < text.length) {
    const unit = text.charCodeAt(end)
    if (unit >= 128 || asciiKinds[unit] !== LETTER) break
    end += 1
  }
  return end
}
