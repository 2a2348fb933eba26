/**
 * Takes politeness and stock phrases off a question's two ends: `Hi, could you please tell me what ... Thanks!` is `what ...`.
 *
 * Invariant: a phrase goes only where what remains is still a question or request of its own; nothing is taken from the middle;
 * no phrase in the books holds a negation, number, name, language, style or direction. "How do you say thank you in French" and
 * "how to please a cat" keep their words: an end phrase stays after a verb of saying, an article, a preposition or `to`.
 */

import {
  auxiliaries,
  isContentWord,
  prepositions,
  questionWords,
} from '../lexicon/function-words.ts'
import { wordSet } from '../lexicon/word-set.ts'
import { matchLengths, type PhraseBook } from './phrase-pattern.ts'
import { closers, frames, openers, requests } from './stock-phrase-book.ts'

const requestVerbs = wordSet(`
  tell explain describe define list name give show summarize summarise translate write compare calculate compute convert suggest recommend provide generate
  outline identify clarify rewrite rephrase paraphrase simplify elaborate illustrate help
`)
/** Words that a sentence of small talk may hold. None of them negates, counts, compares, names or places. */
const smallTalk = wordSet(`
  i you me my your we us it its this that there here a an the is are am was be been being do does did have has had will would could can may might should to of for on in with at about if so
  and but just really very some any something anything thing things one time moment minute second while much lot bit all always ever often again too
  please kind kindly good great nice fine well real quick quickly simple silly dumb stupid basic obvious random honest burning important urgent weird odd strange funny sound sounds
  seem seems friend buddy mate everyone folks guys team assistant bot sir madam dear sure own keep keeps still same
  know knows like want need get got give take taking let make see say tell try trying hope hoping love mind head out off top up come comes goes go spare share sharing
  bother bothering trouble disturb interrupt worry explain explaining clarify reply respond response look looking forward hear hearing send offer provide put settle figure work working
  school homework project work class essay research study bet debate argument conversation discussion report luck welcome
`)
/** Words that state a fact anywhere else: "a short question", "all day", but not "the day is short". */
const smallTalkPairs: readonly (readonly [
  before: RegExp | null,
  word: RegExp,
  after: RegExp | null,
])[] = [
  [
    null,
    /^(?:long|short|small|little)$/,
    /^(?:question|questions|query|while|time|bit|moment|favor|favour|help|thing|one)$/,
  ],
  [
    /^(?:good|great|nice|fine|lovely|wonderful|all|every|other|your|own)$/,
    /^(?:day|days|evening|weekend|morning|afternoon|week)$/,
    null,
  ],
]
/** At least one of these must be in it. */
const telling = wordSet(`
  question questions query ask asking asked wonder wondering wondered curious curiosity answer answers answering help helping helps helpful know knowing understand puzzled puzzling bugging
  bothering confused struggling hello hi hey greetings thanks thank thankful grateful appreciate appreciated appreciation obliged sorry excuse pardon apologies cheers regards wishes advance please
  mind hope advice assistance forgot forget reminder clarification reply response
`)
/** Longest sentence that is looked at as small talk, in words. */
const CHAT_WORDS_MAX = 14
const beforePause = wordSet('and or but')
/** After these a closing phrase is spoken of, not spoken. */
const speaking = wordSet(
  'happen happens happened occur occurs say says said saying write writes writing spell spells mean means meaning translate translates use uses using pronounce word words phrase phrases term expression response respond reply answer call called saying as the a an of to for with in on by from between and or versus vs not no than about like without is are was my your his her their our its this that these those do does did can could should would will how why when who what which where i you we they he she it',
)

export interface PlainWord {
  readonly text: string
  readonly pauseBefore: boolean
  readonly startsSentence: boolean
  /** Quoted or code: never part of a phrase. */
  readonly isOpaque: boolean
}

/** Most phrases taken off one end. */
const STRIPS_MAX = 6
/** Longest closing phrase, in words. */
const CLOSER_WORDS_MAX = 9
/** What must remain. */
const REMAINING_WORDS_MIN = 2

/** The part of `words` that is the question: from (inclusive), to (exclusive), and whether a frame went before it. */
export interface Core {
  readonly from: number
  readonly to: number
  readonly isEmbedded: boolean
}

export function coreOf(words: readonly PlainWord[]): Core {
  const texts = words.map((word) => (word.isOpaque ? '\u0000' : word.text))
  let from = 0
  let isEmbedded = false
  const to = endOfCore(words, texts)
  for (let round = 0; round < STRIPS_MAX; round += 1) {
    const place = { words, texts, from, to }
    const frame = stripLength(frames, place, startsRequest)
    const length =
      frame ||
      stripLength(requests, place, startsTelling) ||
      stripLength(openers, place, startsAnything) ||
      openingChatLength(place)
    if (length === 0) break
    if (frame > 0) isEmbedded = true
    from += length
  }
  return { from, to, isEmbedded }
}

interface Place {
  readonly words: readonly PlainWord[]
  readonly texts: readonly string[]
  readonly from: number
  readonly to: number
}

type MayFollow = (place: Place, next: number) => boolean

function stripLength(book: PhraseBook, place: Place, mayFollow: MayFollow): number {
  for (const length of matchLengths(book, place.texts, place.from)) {
    const next = place.from + length
    if (place.to - next < REMAINING_WORDS_MIN) continue
    if (mayFollow(place, next)) return length
  }
  return 0
}

/** After a frame: a question word, an auxiliary before a subject, or a question or request behind a pause. */
function startsRequest({ words, texts, from, to }: Place, next: number): boolean {
  if (questionWords.has(texts[next]!)) return true
  if (!words[next]!.pauseBefore) return isAuxiliaryStart(texts, next)
  return startsQuestion(texts, next, to) || isLongPhrase(texts, from, next)
}

/** After `can you`: a verb of telling; after `can you please`: any word of content. */
function startsTelling({ texts, from }: Place, next: number): boolean {
  const word = texts[next]!
  if (requestVerbs.has(word)) return true
  return next - from > 2 && /^(?:please|kindly)$/.test(texts[next - 1]!) && isContentWord(word)
}

/** A frame of at least three words before a pause may introduce any request. */
function isLongPhrase(texts: readonly string[], from: number, next: number): boolean {
  return next - from >= 2 || texts[from] === 'question' || texts[from] === 'btw'
}

function isAuxiliaryStart(texts: readonly string[], next: number): boolean {
  return (
    auxiliaries.has(texts[next]!) && !/^(?:be|been|being|done|having|need|dare)$/.test(texts[next]!)
  )
}

function startsQuestion(texts: readonly string[], next: number, to: number): boolean {
  const word = texts[next]!
  if (questionWords.has(word) || isAuxiliaryStart(texts, next) || requestVerbs.has(word))
    return true
  return startsFrame(texts, next, to)
}

function startsFrame(texts: readonly string[], next: number, to: number): boolean {
  return [frames, openers].some((book) =>
    matchLengths(book, texts, next).some((length) => next + length < to),
  )
}

/** After a greeting or filler: a pause, or the start of a question. `please` may stand before any request. */
function startsAnything(place: Place, next: number): boolean {
  const { words, texts, from, to } = place
  if (texts[from] === 'please' || texts[from] === 'kindly')
    return texts[next] !== 'me' && !prepositions.has(texts[next]!)
  if (words[next]!.pauseBefore) return !beforePause.has(texts[next]!)
  return startsQuestion(texts, next, to)
}

/**
 * A sentence of its own before the question (or behind a colon) that says nothing but that a question comes: "It's been on my mind
 * all day:", "There is something I want to know."
 */
function openingChatLength({ words, texts, from, to }: Place): number {
  const end = Math.min(to, from + CHAT_WORDS_MAX + 1)
  for (let next = from + 1; next < end; next += 1) {
    if (!words[next]!.pauseBefore) continue
    // Behind a comma a clause may still be part of the question: only a question word or auxiliary opens a new one there.
    const isNewSentence = words[next]!.startsSentence || isQuestionStart(texts, next)
    if (to - next < REMAINING_WORDS_MIN || !isChat(texts, from, next)) return 0
    if (isNewSentence && startsQuestion(texts, next, to)) return next - from
  }
  return 0
}

/** `but` may stand before it: "this may sound silly, but why". */
function isQuestionStart(texts: readonly string[], at: number): boolean {
  const word = texts[at] === 'but' ? texts[at + 1]! : texts[at]!
  return questionWords.has(word) || auxiliaries.has(word)
}

/** A last sentence that only thanks, hopes or asks for help. */
function closingChatLength(
  words: readonly PlainWord[],
  texts: readonly string[],
  end: number,
): number {
  for (
    let start = end - 1;
    start >= Math.max(REMAINING_WORDS_MIN, end - CHAT_WORDS_MAX);
    start -= 1
  ) {
    if (!words[start]!.startsSentence) continue
    return !endsInSpeech(texts, start) && isChat(texts, start, end) ? end - start : 0
  }
  return 0
}

/** Only words of small talk, at least one of which is telling. */
function isChat(texts: readonly string[], from: number, to: number): boolean {
  let isTelling = false
  for (let index = from; index < to; index += 1) {
    const word = texts[index]!
    if (telling.has(word)) isTelling = true
    else if (!smallTalk.has(word) && !isInPair(texts, index)) return false
  }
  return isTelling
}

function isInPair(texts: readonly string[], at: number): boolean {
  return smallTalkPairs.some(
    ([before, word, after]) =>
      word.test(texts[at]!) &&
      (before === null || before.test(texts[at - 1] ?? '')) &&
      (after === null || after.test(texts[at + 1] ?? '')),
  )
}

/** Where the core ends once closing phrases are off. */
function endOfCore(words: readonly PlainWord[], texts: readonly string[]): number {
  let end = words.length
  for (let round = 0; round < STRIPS_MAX; round += 1) {
    const length = closerLength(words, texts, end) || closingChatLength(words, texts, end)
    if (length === 0) break
    end -= length
  }
  return end
}

function closerLength(words: readonly PlainWord[], texts: readonly string[], end: number): number {
  const head = texts.slice(0, end)
  for (let start = Math.max(REMAINING_WORDS_MIN, end - CLOSER_WORDS_MAX); start < end; start += 1) {
    const isWhole = matchLengths(closers, head, start).includes(end - start)
    if (!isWhole) continue
    if (isSetOff(words, start, end) && !endsInSpeech(head, start)) return end - start
    if (isPlainThanks(head, start) && !speaking.has(texts[start - 1]!)) return end - start
  }
  return 0
}

/** Behind a pause; one word alone (`mate`, `bye`) may be the last of a list, so it needs a sentence of its own. */
function isSetOff(words: readonly PlainWord[], start: number, end: number): boolean {
  return end - start > 1 ? words[start]!.pauseBefore : words[start]!.startsSentence
}

/** `How do you say: thank you` and `What is the Japanese for "..." , thank you` differ by more than we can see: keep it. */
function endsInSpeech(texts: readonly string[], start: number): boolean {
  return /^(?:say|write|spell|mean|pronounce|word|phrase|expression|and|or|versus|vs|between)$/.test(
    texts[start - 1]!,
  )
}

/** Closing phrases that need no comma before them. */
function isPlainThanks(texts: readonly string[], start: number): boolean {
  const first = texts[start]!
  if (/^(?:please|thanks|thx|kindly)$/.test(first)) return true
  if (first === 'thank' && texts[start + 1] === 'you') return true
  if (first === 'many' && texts[start + 1] === 'thanks') return true
  return first === 'if' && (texts[start + 1] === 'you' || texts[start + 1] === 'possible')
}
