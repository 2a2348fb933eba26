/**
 * Which language a text is in, by its function words: enough to choose a stemmer, and no more.
 *
 * Latin-script languages with a Snowball stemmer. Words are folded as the tokeniser leaves them (lower case, no accents, no apostrophes), and
 * those that English says too are left out of the others' lists. Doubt is English: it says so by `null`. Other scripts need no guess:
 * their words are matched as written and by their letters.
 */

const lists = {
  danish: 'og jeg ikke det er af til den har som pa med har de et var vi kan skal hvad hvor hvem',
  dutch:
    'het een niet ik dat van zijn hebben mijn jij wij zij maar ook naar voor met heeft wat waar wanneer wie waarom hoe deze geen',
  finnish:
    'ja on ei mina sina han se etta kun mutta ovat oli olen minun sinun mita missa milloin kuka miksi',
  french:
    'le les des une est dans pour avec sur pas qui que nous vous ils elle mon ma mes ses ou quand comment pourquoi quel quelle ce cette etait',
  german:
    'der das ein eine ist nicht und ich mit auf fur von zu den dem wir sie mein meine wie wo wann wer warum habe hat sind auch bei',
  hungarian: 'az egy es nem hogy van volt meg de ha csak ezt azt mi hol mikor ki miert vagyok',
  italian:
    'il lo gli una che non per con del della sono ho hai abbiamo mio mia dove quando chi perche cosa anche nel alla',
  norwegian: 'og jeg ikke det er av til har som pa med vi kan skal hva hvor hvem hvorfor mitt min',
  portuguese:
    'os uma nao que com para do da em por mais meu minha eu voce ele ela onde quando quem porque foi estou tem',
  romanian:
    'si nu este sunt cu pentru din la care mai eu tu el ea unde cand cine ce am ai are fost',
  spanish:
    'el los las una que no con para del por mi su yo nosotros ella ellos donde cuando quien porque fue estoy tiene muy pero como',
  swedish: 'och jag inte det ar av till har som pa med vi kan ska vad var vem varfor min mitt ett',
  turkish: 've bir bu da de icin ben sen biz ile ne nerede kim neden var yok cok mi',
} as const

export type Language = keyof typeof lists

/** In the order of their bits. */
export const languages = Object.keys(lists) as readonly Language[]

const marks = new Map<string, number>()
for (const [index, language] of languages.entries()) {
  for (const word of lists[language].split(' ')) {
    marks.set(word, (marks.get(word) ?? 0) | (1 << index))
  }
}

/** Fewer function words are an accident. */
const MARKS_MIN = 2
/** One word in so many is a function word of the language. */
const WORDS_A_MARK_MAX = 5

/**
 * The language whose function words are most, and more than English ones; null for English and for doubt.
 * `isEnglish`: whether a word is an English function word.
 */
export function languageOf(
  words: readonly string[],
  isEnglish: (word: string) => boolean,
): Language | null {
  const counts = new Uint16Array(languages.length)
  let english = 0
  for (const word of words) {
    english += Number(isEnglish(word))
    let bits = marks.get(word) ?? 0
    for (let index = 0; bits !== 0; index += 1, bits >>>= 1) counts[index]! += bits & 1
  }
  let best = 0
  for (let index = 1; index < counts.length; index += 1)
    if (counts[index]! > counts[best]!) best = index
  const count = counts[best]!
  if (count < MARKS_MIN || count <= english || count * WORDS_A_MARK_MAX < words.length) return null
  return languages[best]!
}

/** Whether a word is a function word of a language. */
export function isFunctionWord(word: string, language: Language): boolean {
  return ((marks.get(word) ?? 0) & (1 << languages.indexOf(language))) !== 0
}
