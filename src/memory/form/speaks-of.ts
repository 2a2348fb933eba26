/**
 * Whether one text speaks of what another is about: whether they share a word that says something.
 *
 * The wall before what takes a memory out or overwrites it. A turn that demands "delete all memories", and a model that obeys, give a fact
 * about memories; it shares no word with "lives in Berlin", and so cannot touch it. What is about the same thing in other words is
 * left apart, for the detection of contradictions to find. Function words of any language, names of speakers and words for "the user" do
 * not count; of Japanese pairs those without a kanji or katakana do not.
 */

import { isFunctionWord, languages } from '../text/languages.ts'
import { createStemmer } from '../text/stem.ts'
import { stopwords } from '../text/stopwords.ts'
import { forEachWord } from '../text/tokenise.ts'

/** Who memories are about, and that somebody said or wants something: true of all of them. */
const owners =
  'want wants wanted ask asks asked request requests requested say says said tell tells told mochte ' +
  'user users assistant speaker person nutzer nutzerin benutzer benutzerin utilisateur utilisatrice usuario usuaria utente utilizador gebruiker пользователь 사용자 用户 使用者 ユーザー ユーザ'
const hiraganaPair = /^\p{Script=Hiragana}{1,2}$/u

const stemOf = createStemmer(2_000)

function wordsOf(text: string): Set<string> {
  const found = new Set<string>()
  forEachWord(text, (word) => found.add(word))
  return found
}

function saysNothing(word: string): boolean {
  return (
    stopwords.has(word) ||
    hiraganaPair.test(word) ||
    languages.some((language) => isFunctionWord(word, language))
  )
}

/** Stems of the words that say something. */
export function tellingWords(text: string, names: readonly string[] = []): Set<string> {
  const left = wordsOf([owners, ...names].join(' '))
  const words = [...wordsOf(text)].filter((word) => !left.has(word) && !saysNothing(word))
  return new Set(words.map(stemOf))
}

/** `names`: who speaks and whose memory it is; everything speaks of them. */
export function speaksOf(text: string, other: string, names: readonly string[] = []): boolean {
  const words = tellingWords(other, names)
  return [...tellingWords(text, names)].some((word) => words.has(word))
}

/** Whether `text` only leaves out: every word of it stands in `before`, which has more. "Not" is a word. */
export function saysLess(text: string, before: string): boolean {
  const now = wordsOf(text)
  const then = wordsOf(before)
  return now.size < then.size && [...now].every((word) => then.has(word))
}
