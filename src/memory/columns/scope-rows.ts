/**
 * One scope's rows as columns, kept while rows come and go.
 *
 * A row is a slot. A changed row takes a new slot and the old one dies, so postings stay ascending; dead slots are swept when they
 * outnumber a third of the live ones. Nothing of the text is kept but its terms.
 */

import type { Kernels } from '../../kernels/kernels.ts'
import {
  COUNT_MASK,
  NAME_BIT,
  NONE,
  type ScopeColumns,
  type SpokenSpans,
} from '../../policy/recall/columns.ts'
import { liveHolders } from '../../policy/recall/postings.ts'
import { grown } from '../../stdx/grown.ts'
import type { CubeId } from '../../store/cube.ts'
import { TOKEN_ROWS_MAX } from '../limits.ts'
import type { IndexRow, RowVectors } from '../scope-index.ts'
import { type AnalysedTurn, type Analyser, analyseTurn, NAME_FLAG } from '../text/analyse-turn.ts'
import type { Language } from '../text/languages.ts'
import { DAY_MS, type DaySpan } from '../text/time-expressions.ts'
import { EncodedRows } from './encoded-rows.ts'
import { ForwardLists } from './forward-lists.ts'
import { PostingPool } from './posting-pool.ts'
import { chainKey, SessionChains } from './session-chains.ts'
import { SpeakerNames } from './speaker-names.ts'
import { VectorRows } from './vector-rows.ts'
import { type Like, Vocabulary } from './vocabulary.ts'
import { WordFamilies } from './word-families.ts'

const ROWS_MIN = 64
const WORD_COUNT_MAX = 65_535
/** Dead slots that are never worth a sweep. */
const DEAD_MIN = 256

class SpanList implements SpokenSpans {
  count = 0
  slots = new Int32Array(ROWS_MIN)
  fromDays = new Int32Array(ROWS_MIN)
  toDays = new Int32Array(ROWS_MIN)

  add(slot: number, { fromDay, toDay }: DaySpan): void {
    if (this.count === this.slots.length) {
      this.slots = grown(this.slots, new Int32Array(2 * this.count))
      this.fromDays = grown(this.fromDays, new Int32Array(2 * this.count))
      this.toDays = grown(this.toDays, new Int32Array(2 * this.count))
    }
    this.slots[this.count] = slot
    this.fromDays[this.count] = fromDay
    this.toDays[this.count] = toDay
    this.count += 1
  }
}

/** Vectors of texts and words, made in the calling thread. */
export interface Meanings {
  readonly kernels: Kernels
  readonly dimensions: number
  readonly textVector: (text: string) => Float32Array | null
  readonly wordVector: (word: string) => Float32Array | null
  /** Text of a piece of the vocabulary that token ids of encoders are of. */
  readonly pieceText: (id: number) => string
}

export class ScopeRows implements ScopeColumns {
  slotCount = 0
  liveCount = 0
  wordTotal = 0
  isLive: Uint8Array = new Uint8Array(ROWS_MIN)
  wordCounts: Uint16Array = new Uint16Array(ROWS_MIN)
  traits: Uint16Array = new Uint16Array(ROWS_MIN)
  previous: Int32Array = new Int32Array(ROWS_MIN)
  next: Int32Array = new Int32Array(ROWS_MIN)
  sessions: Int32Array = new Int32Array(ROWS_MIN)
  speakers: Int32Array = new Int32Array(ROWS_MIN)
  saidDays: Int32Array = new Int32Array(ROWS_MIN)
  saidMs: Float64Array = new Float64Array(ROWS_MIN)
  createdSeqs: Float64Array = new Float64Array(ROWS_MIN)
  postings = new PostingPool()
  spans = new SpanList()
  readonly ids: CubeId[] = []
  readonly slotOf = new Map<CubeId, number>()
  #speakerNames = new SpeakerNames()
  #termOf = new Map<string, number>()
  #families = new WordFamilies()
  #chains = new SessionChains()
  meanings: VectorRows | null
  encoded: EncodedRows | null = null
  readonly #analyser: Analyser
  readonly #meanings: Meanings | null
  #termTexts: string[] = []
  #words: Vocabulary
  #forward = new ForwardLists()
  /** Language of each live row that is in another than the one taken in doubt. */
  readonly #languageOf = new Map<CubeId, Language>()
  #stringBytes = 0

  constructor(analyser: Analyser, meanings: Meanings | null) {
    this.#analyser = analyser
    this.#meanings = meanings
    this.meanings = meanings === null ? null : new VectorRows(meanings.kernels, meanings.dimensions)
    this.#words = newVocabulary(meanings)
  }

  get sessionCount(): number {
    return this.#chains.sessionCount
  }

  get liveSessionCount(): number {
    return this.#chains.liveSessionCount
  }

  get sessionWordCounts(): Int32Array {
    return this.#chains.sessionWordCounts
  }

  get deadCount(): number {
    return this.slotCount - this.liveCount
  }

  get residentBytes(): number {
    const perSlot = 1 + 2 + 2 + 5 * 4 + 2 * 8
    // A map entry with its string key takes about 96 bytes beside the characters (V8, measured).
    const perEntry = 96
    return (
      this.postings.byteCount +
      this.#forward.byteCount +
      this.#words.byteCount +
      (this.meanings?.byteCount ?? 0) +
      (this.encoded?.byteCount ?? 0) +
      this.isLive.length * perSlot +
      3 * this.spans.slots.byteLength +
      // A term has a second entry, in its family.
      (this.slotOf.size + 2 * this.#termOf.size) * perEntry +
      this.#stringBytes
    )
  }

  termNumber(term: string): number {
    return this.#termOf.get(term) ?? NONE
  }

  termText(term: number): string {
    return this.#termTexts[term]!
  }

  forEachTerm(slot: number, visit: (term: number, count: number) => void): void {
    this.#forward.forEach(slot, (word, count) => visit(this.#words.termOf(word), count))
  }

  /** Languages of live rows, besides the one that is taken in doubt, in the order of the alphabet. */
  languages(): Language[] {
    return this.#languageOf.size === 0 ? [] : [...new Set(this.#languageOf.values())].sort()
  }

  /** Speakers of live rows that a word names. */
  speakersNamed(word: string): readonly { readonly speaker: number; readonly name: string }[] {
    const names = this.#speakerNames
    return names.named(word).map((speaker) => ({ speaker, name: names.nameOf(speaker) }))
  }

  /** Words of live rows that are like a word, nearest first. */
  likes(text: string, cosineMin: number, limit: number): readonly Like[] {
    return this.#words.likes(text, cosineMin, limit)
  }

  /** The term itself while a live row says it, else its nearest relative that one says; NONE when there is neither. */
  nearestTerm(term: string): { readonly term: number; readonly relative: string | null } {
    const exact = this.termNumber(term)
    if (liveHolders(this, exact) > 0) return { term: exact, relative: null }
    const isSaid = (other: string): boolean => liveHolders(this, this.termNumber(other)) > 0
    const relative = this.#families.relativeOf(term, isSaid)
    return relative === undefined
      ? { term: exact, relative: null }
      : { term: this.termNumber(relative), relative }
  }

  put(row: IndexRow): void {
    this.delete(row.id)
    const slot = this.slotCount
    if (slot === this.isLive.length) this.#grow()
    this.slotCount += 1
    const analysed = analyseTurn(row, this.#analyser)
    this.#write(slot, row, analysed)
    this.#chains.insert(this, slot, chainKey(row.session, row.kind, row.id))
    this.encoded?.reach(this.slotCount)
    if (this.liveCount > TOKEN_ROWS_MAX) this.encoded?.letTokensGo()
  }

  /**
   * Vectors of an encoder; those of another length begin anew, and all are gone when no row has any. A row that is not there is
   * left out. Once there were more than TOKEN_ROWS_MAX rows, tokens come back when the scope is loaded again.
   */
  putVectors(id: CubeId, vectors: RowVectors): void {
    const slot = this.slotOf.get(id)
    if (slot === undefined || this.#meanings === null) return
    const length = (vectors.turn ?? vectors.window)?.length
    if (length !== undefined && this.encoded?.dimensions !== length) {
      this.encoded?.close()
      this.encoded = new EncodedRows(this.#meanings.kernels, length)
      if (this.liveCount > TOKEN_ROWS_MAX) this.encoded.letTokensGo()
    }
    this.encoded?.set(slot, vectors)
    this.#forgetEmptyEncoder()
  }

  /** An encoder without a vector must not look like one that finds nothing near. */
  #forgetEmptyEncoder(): void {
    if (this.encoded === null || this.encoded.heldCount > 0) return
    this.encoded.close()
    this.encoded = null
  }

  delete(id: CubeId): void {
    const slot = this.slotOf.get(id)
    if (slot === undefined) return
    this.#chains.remove(this, slot)
    this.#forward.forEach(slot, (word) => this.#words.release(word))
    if (this.speakers[slot] !== NONE) this.#speakerNames.release(this.speakers[slot]!)
    this.encoded?.drop(slot)
    this.#forgetEmptyEncoder()
    this.slotOf.delete(id)
    this.#languageOf.delete(id)
    this.isLive[slot] = 0
    this.liveCount -= 1
    this.wordTotal -= this.wordCounts[slot]!
    this.#stringBytes -= id.length
    if (this.deadCount > DEAD_MIN && 3 * this.deadCount > this.liveCount) this.#sweep()
  }

  /** Closes the gaps of dead slots, in order, so that lists stay ascending; forgets words that nobody says any more. */
  #sweep(): void {
    const moved = new Int32Array(this.slotCount).fill(NONE)
    const keys: string[] = []
    let to = 0
    for (let from = 0; from < this.slotCount; from += 1) {
      if (this.isLive[from] !== 1) continue
      moved[from] = to
      keys.push(this.#chains.keyOf(from)!)
      this.#moveSlot(from, to)
      to += 1
    }
    this.isLive.fill(0, to, this.slotCount)
    this.ids.length = to
    this.slotCount = to
    const termTexts = this.#termTexts
    this.#sweepTerms(moved)
    this.#sweepWords(moved, termTexts)
    this.#sweepSpeakers()
    this.meanings?.truncate(to)
    this.encoded?.sweep(moved)
    const { spans } = this
    this.spans = new SpanList()
    for (let at = 0; at < spans.count; at += 1) {
      const slot = moved[spans.slots[at]!]!
      const span = { fromDay: spans.fromDays[at]!, toDay: spans.toDays[at]!, text: '' }
      if (slot !== NONE) this.spans.add(slot, span)
    }
    this.#chains = new SessionChains()
    keys.forEach((key, slot) => {
      this.#chains.insert(this, slot, key)
    })
  }

  #moveSlot(from: number, to: number): void {
    const id = this.ids[from]!
    this.ids[to] = id
    this.slotOf.set(id, to)
    this.isLive[to] = 1
    this.wordCounts[to] = this.wordCounts[from]!
    this.traits[to] = this.traits[from]!
    this.speakers[to] = this.speakers[from]!
    this.saidDays[to] = this.saidDays[from]!
    this.saidMs[to] = this.saidMs[from]!
    this.createdSeqs[to] = this.createdSeqs[from]!
    this.meanings?.move(from, to)
  }

  /** Runs after the terms have their new numbers; `termTexts` by the old ones. */
  #sweepWords(moved: Int32Array, termTexts: readonly string[]): void {
    const words = newVocabulary(this.#meanings)
    const forward = new ForwardLists()
    for (const [from, to] of moved.entries()) {
      if (to === NONE) continue
      const numbers = new Map<number, number>()
      this.#forward.forEach(from, (word, count) => {
        const text = this.#words.textOf(word)
        const term = this.#termOf.get(termTexts[this.#words.termOf(word)]!)!
        const number = words.add(text, term)
        words.hold(number)
        numbers.set(number, count)
      })
      forward.add(numbers)
    }
    this.#forward = forward
    this.#words.close()
    this.#words = words
  }

  #sweepSpeakers(): void {
    const names = new SpeakerNames()
    for (let slot = 0; slot < this.slotCount; slot += 1) {
      const speaker = this.speakers[slot]!
      if (speaker !== NONE) this.speakers[slot] = names.hold(this.#speakerNames.nameOf(speaker))
    }
    this.#speakerNames = names
  }

  #sweepTerms(moved: Int32Array): void {
    const { starts, lengths, slots, counts } = this.postings
    const kept = new PostingPool()
    const termOf = new Map<string, number>()
    const termTexts: string[] = []
    const families = new WordFamilies()
    for (const [word, term] of this.#termOf) {
      let added = NONE
      for (let at = starts[term]!; at < starts[term]! + lengths[term]!; at += 1) {
        const slot = moved[slots[at]!]!
        if (slot === NONE) continue
        if (added === NONE) added = kept.addTerm()
        kept.add(added, slot, counts[at]! & COUNT_MASK, (counts[at]! & NAME_BIT) !== 0)
      }
      if (added === NONE) {
        this.#stringBytes -= word.length
        continue
      }
      termOf.set(word, added)
      termTexts[added] = word
      families.add(word)
    }
    this.postings = kept
    this.#termOf = termOf
    this.#termTexts = termTexts
    this.#families = families
  }

  #write(slot: number, row: IndexRow, analysed: AnalysedTurn): void {
    const { terms, words, termOf, wordCount, language, traits, spans } = analysed
    this.ids[slot] = row.id
    this.slotOf.set(row.id, slot)
    this.#stringBytes += row.id.length
    if (language !== null) this.#languageOf.set(row.id, language)
    this.isLive[slot] = 1
    this.wordCounts[slot] = Math.min(wordCount, WORD_COUNT_MAX)
    this.traits[slot] = traits
    this.speakers[slot] = row.speaker === null ? NONE : this.#speakerNames.hold(row.speaker)
    this.saidMs[slot] = row.saidAtMs
    this.saidDays[slot] = Math.floor(row.saidAtMs / DAY_MS)
    this.createdSeqs[slot] = row.createdSeq
    this.liveCount += 1
    this.wordTotal += this.wordCounts[slot]!
    for (const [term, count] of terms) {
      this.postings.add(this.#addTerm(term), slot, count & ~NAME_FLAG, (count & NAME_FLAG) !== 0)
    }
    const numbers = new Map<number, number>()
    for (const [word, count] of words) {
      const number = this.#words.add(word, this.#termOf.get(termOf(word))!)
      this.#words.hold(number)
      numbers.set(number, count)
    }
    this.#forward.add(numbers)
    this.meanings?.set(slot, this.#meanings!.textVector(meaningText(row)))
    for (const span of spans) this.spans.add(slot, span)
  }

  #addTerm(term: string): number {
    const known = this.#termOf.get(term)
    if (known !== undefined) return known
    const added = this.postings.addTerm()
    this.#termOf.set(term, added)
    this.#termTexts[added] = term
    this.#families.add(term)
    this.#stringBytes += term.length
    return added
  }

  #grow(): void {
    const size = 2 * this.isLive.length
    this.isLive = grown(this.isLive, new Uint8Array(size))
    this.wordCounts = grown(this.wordCounts, new Uint16Array(size))
    this.traits = grown(this.traits, new Uint16Array(size))
    this.previous = grown(this.previous, new Int32Array(size))
    this.next = grown(this.next, new Int32Array(size))
    this.sessions = grown(this.sessions, new Int32Array(size))
    this.speakers = grown(this.speakers, new Int32Array(size))
    this.saidDays = grown(this.saidDays, new Int32Array(size))
    this.saidMs = grown(this.saidMs, new Float64Array(size))
    this.createdSeqs = grown(this.createdSeqs, new Float64Array(size))
  }
}

/** What of a row has a meaning: what was said, and what its picture shows. */
export function meaningText({ text, caption }: Pick<IndexRow, 'text' | 'caption'>): string {
  return caption === null ? text : `${text} ${caption}`
}

function newVocabulary(meanings: Meanings | null): Vocabulary {
  return new Vocabulary(meanings)
}
