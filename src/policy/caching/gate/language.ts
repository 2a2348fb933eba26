/** Languages: the ones that are named, the script, and the language that the question itself is in. */

import { betrayedLanguage, isLanguageName } from '../lexicon/languages.ts'
import { differenceOf, type Guard, reasonOf } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

const scripts = [
  ['Latin', /\p{Script=Latin}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Devanagari', /\p{Script=Devanagari}/gu],
  ['Han', /\p{Script=Han}/gu],
  ['Kana', /\p{Script=Hiragana}|\p{Script=Katakana}/gu],
  ['Hangul', /\p{Script=Hangul}/gu],
  ['Thai', /\p{Script=Thai}/gu],
] as const

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range as the quick path
const ascii = /^[\x00-\x7f]*$/

/** The scripts of which the question holds at least two letters. */
function scriptsOf(text: string): string {
  if (ascii.test(text)) return 'Latin'
  return scripts
    .filter(([, pattern]) => (text.match(pattern)?.length ?? 0) >= 2)
    .map(([script]) => script)
    .join(' ')
}

export const language: Guard = {
  name: 'language',
  refuse(stored, asked) {
    const named = (facts: QuestionFacts): string[] => facts.words.filter(isLanguageName)
    const difference = differenceOf(named(stored), named(asked))
    if (difference !== null) return reasonOf(...difference)
    const scriptBefore = scriptsOf(stored.form.key)
    const scriptNow = scriptsOf(asked.form.key)
    if (scriptBefore !== scriptNow) return `stored in ${scriptBefore}, asked in ${scriptNow}`
    const before = betrayedLanguage(stored.words)
    const now = betrayedLanguage(asked.words)
    return before === now ? null : `stored in ${before ?? 'English'}, asked in ${now ?? 'English'}`
  },
}
