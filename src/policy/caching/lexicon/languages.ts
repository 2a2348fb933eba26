/** Names of languages, scripts and peoples, and of programming languages: a question in or about one is not answered by another. */

import { wordSet } from './word-set.ts'

const names = wordSet(`
english french spanish german italian portuguese dutch danish swedish norwegian finnish icelandic polish czech slovak slovene slovenian
croatian serbian bosnian bulgarian macedonian albanian greek turkish russian ukrainian belarusian lithuanian latvian estonian hungarian
romanian moldovan maltese irish gaelic welsh scottish breton basque catalan galician corsican sardinian latin esperanto yiddish hebrew
arabic persian farsi pashto dari kurdish urdu hindi bengali bangla punjabi gujarati marathi tamil telugu kannada malayalam odia oriya
assamese nepali sinhala sinhalese tibetan burmese thai lao khmer vietnamese indonesian malay javanese sundanese tagalog filipino cebuano
chinese mandarin cantonese hokkien japanese korean mongolian kazakh uzbek turkmen kyrgyz tajik azerbaijani azeri armenian georgian
swahili zulu xhosa afrikaans amharic somali yoruba igbo hausa oromo tigrinya shona sesotho kinyarwanda wolof malagasy
maori hawaiian samoan tongan fijian navajo cherokee quechua guarani aymara nahuatl inuktitut creole haitian luxembourgish flemish
american british canadian australian mexican brazilian argentinian chilean colombian peruvian cuban indian pakistani bangladeshi
egyptian moroccan nigerian kenyan ethiopian israeli iraqi iranian saudi syrian lebanese austrian swiss belgian
cyrillic devanagari kanji hiragana katakana hangul pinyin romaji
python javascript typescript java kotlin scala swift rust golang ruby perl php haskell erlang elixir clojure lisp scheme fortran cobol
pascal matlab julia lua dart groovy bash powershell sql html css xml json yaml toml markdown latex assembly ocaml prolog solidity
`)

export function isLanguageName(word: string): boolean {
  return names.has(word)
}

/** Function words that betray the language of a Latin-script question; two or more decide. */
const betraying = [
  [
    'spanish',
    wordSet(
      'el los las una qué que cuál cual cómo como dónde cuándo quién es está por para con del al se mi',
    ),
  ],
  [
    'french',
    wordSet(
      'le les des une quel quelle quels comment où quand qui est sont pour avec dans du au je mon ce cette pourquoi',
    ),
  ],
  [
    'german',
    wordSet(
      'der die das ein eine wie was wo wann wer warum ist sind für mit im den dem ich mein und nicht zu',
    ),
  ],
  [
    'italian',
    wordSet('il lo gli una che cosa come dove quando chi perché è sono per con nel della di mio'),
  ],
  [
    'portuguese',
    wordSet('os as uma que qual como onde quando quem é são para com do da em meu não'),
  ],
  [
    'dutch',
    wordSet('het een wat hoe waar wanneer wie waarom zijn voor met van ik mijn niet te de'),
  ],
] as const

/** The language that at least half of the words betray, or null for English and for doubt. */
export function betrayedLanguage(words: readonly string[]): string | null {
  let best: string | null = null
  let bestCount = 1
  for (const [language, marks] of betraying) {
    const count = words.reduce((sum, word) => sum + (marks.has(word) ? 1 : 0), 0)
    if (count > bestCount && count * 3 >= words.length) {
      best = language
      bestCount = count
    }
  }
  return best
}
