/**
 * Text to words: what counts as a word in any script, before stemming.
 *
 * A word is a run of letters, marks and digits, folded to lower case without Latin accents; an English possessive `'s` and a Romance
 * elision (`l'`) are cut.
 * Scripts written without blanks (Han, kana, Thai, Lao, Khmer, Myanmar) become overlapping character pairs, which need no
 * dictionary and match any substring of two or more characters. An emoji is a word of its own, so that it can be asked for.
 * Invariant: never throws, whatever the string; a word is never empty. Does not drop stopwords and does not stem.
 */

/**
 * Called for every word in order. `isCapital`: begins with a capital letter; `isName`: and no sentence begins here that would
 * force it.
 */
export type VisitWord = (word: string, isName: boolean, isCapital: boolean) => void

const wordPattern =
  /[\p{L}\p{M}\p{N}]+(?:['’](?=\p{L})[\p{L}\p{M}]+)*|\p{Extended_Pictographic}|[.!?\n"“:]+/gu
const breakPattern = /^[.!?\n"“:]/
const pairedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u
const combining = /[\u0300-\u036f]+/g
const possessive = /['’]s$/
/** Articles and pronouns that French and Italian write to the next word: l'eau, qu'elle, dell'arte. */
const elision = /^(?:[cdjlmnst]|qu|dell|nell|all|un)['’](?=\p{L}{2})/u
const apostrophe = /['’]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range, as the quick path
const ascii = /^[\x00-\x7f]*$/
const WORD_CHARACTERS_MAX = 64

function fold(raw: string): string {
  const lower = raw.toLowerCase()
  const plain = ascii.test(lower)
    ? lower
    : lower.normalize('NFKD').replace(combining, '').normalize('NFC')
  return plain.replace(possessive, '').replace(elision, '').replace(apostrophe, '')
}

function visitPairs(word: string, visit: VisitWord): void {
  let rest = word
  for (let run = pairedScript.exec(rest); run !== null; run = pairedScript.exec(rest)) {
    if (run.index > 0) visit(rest.slice(0, run.index), false, false)
    const characters = [...run[0]]
    if (characters.length === 1) visit(run[0], false, false)
    for (let index = 0; index + 1 < characters.length; index += 1) {
      visit(characters[index]! + characters[index + 1]!, false, false)
    }
    rest = rest.slice(run.index + run[0].length)
  }
  if (rest.length > 0) visit(rest, false, false)
}

/** Visits the words of `text` in order. A longer word than 64 characters is cut there: it is a hash or a link, not language. */
export function forEachWord(text: string, visit: VisitWord): void {
  let isSentenceStart = true
  for (const [raw] of text.matchAll(wordPattern)) {
    if (breakPattern.test(raw)) {
      isSentenceStart = true
      continue
    }
    const word = fold(raw).slice(0, WORD_CHARACTERS_MAX)
    if (word.length === 0) continue
    if (pairedScript.test(word)) {
      visitPairs(word, visit)
    } else {
      const isCapital = startsUpper(raw)
      visit(word, isCapital && !isSentenceStart, isCapital)
    }
    isSentenceStart = false
  }
}

function startsUpper(raw: string): boolean {
  const first = raw[0]!
  return first !== first.toLowerCase()
}
