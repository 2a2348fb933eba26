/**
 * One relation as a model said it -> a fact with a subject, a relation, an object and the time in which it holds.
 *
 * Self references become the name of whoever said it; relation names have one spelling (`lives in` = `lives_in`); times are moments in UTC: `2023-05` is
 * the first moment of May 2023. Invariant: never a fact about itself, never one that ends before it begins; what was left out is said.
 */

import type { CubeId, Fact } from '../../store/cube.ts'
import { normalisedText } from './derived-memories.ts'
import type { Sources } from './formation.ts'
import type { FormationDraft } from './formation-draft.ts'
import type { SaidRelation } from './graph-prompt.ts'
import type { TurnSources } from './turn-sources.ts'

export const FACT_NAME_CHARACTERS_MAX = 200
const SENTENCE_CHARACTERS_MAX = 500
const STAGE = 'relations'

export interface NewFact {
  readonly subject: string
  readonly relation: string
  readonly object: string
  readonly sentence: string
  readonly isMultiValued: boolean
  fromMs: number | null
  toMs: number | null
  /** Whether its end was said, and does not only follow from what came after. */
  readonly isEndSaid: boolean
  readonly saidAtMs: number
  readonly sources: Sources
}

const selves = new Set(
  'i me my mine myself user the_user speaker the_speaker ich mich mir mein je moi moi-même yo mí io eu ik jag jeg minä я мне 私 僕 俺 わたし ぼく 我 나 저 ユーザー 用户'.split(
    ' ',
  ),
)

export function isSelf(name: string): boolean {
  return selves.has(normalisedText(name).replaceAll(' ', '_'))
}

/** `Lives in` -> `lives_in`. */
export function relationName(text: string): string {
  return normalisedText(text)
    .replace(/[\s_-]+/gu, '_')
    .replace(/^_|_$/g, '')
    .slice(0, FACT_NAME_CHARACTERS_MAX)
    .toWellFormed()
}

export function entityName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, FACT_NAME_CHARACTERS_MAX)
    .replace(/[\ud800-\udbff]$/, '')
}

/** Facts that one thing has in one way: of a relation with one value, they take each other's place. */
export function subjectKey({ subject, relation }: Pick<Fact, 'subject' | 'relation'>): string {
  return JSON.stringify([normalisedText(subject), relationName(relation)])
}

export function isSameObject(a: Pick<Fact, 'object'>, b: Pick<Fact, 'object'>): boolean {
  return normalisedText(a.object) === normalisedText(b.object)
}

const dayPattern = /^([1-9]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/
const momentPattern = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

/** Null for nothing; undefined for what is no date. `2023-02-30` is none. */
export function momentOf(text: string | null | undefined): number | null | undefined {
  const said = text?.trim() ?? ''
  if (said === '' || said.toLowerCase() === 'null') return null
  const moment = momentPattern.exec(said)
  if (moment !== null) {
    const ms = Date.parse(moment[1] === undefined ? `${said}Z` : said)
    return Number.isNaN(ms) ? undefined : ms
  }
  const [, year, month, day] = dayPattern.exec(said) ?? []
  if (year === undefined) return undefined
  const ms = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1))
  return new Date(ms).getUTCDate() === Number(day ?? 1) ? ms : undefined
}

export interface FactReading {
  readonly sources: TurnSources
  /** Whose memory it is, by name. */
  readonly owner: string
  readonly draft: FormationDraft
}

/** Null when it is no fact; `draft` says why. */
export function newFact(said: SaidRelation, reading: FactReading): NewFact | null {
  const { sources, draft } = reading
  const from = sources.of(said.turns, draft, STAGE)
  const subject = nameOf(said.subject, from, reading)
  const object = nameOf(said.object, from, reading)
  const relation = relationName(said.relation)
  if (subject === '' || object === '' || relation === '') {
    draft.refuse(STAGE, 'a relation has no subject, no name or no object', said)
    return null
  }
  if (normalisedText(subject) === normalisedText(object)) {
    draft.refuse(STAGE, 'a relation of something with itself is no fact', said)
    return null
  }
  const saidAtMs = sources.saidAtMs(from)
  return {
    subject,
    relation,
    object,
    sentence: said.text?.trim().slice(0, SENTENCE_CHARACTERS_MAX).toWellFormed() ?? '',
    isMultiValued: said.several ?? false,
    ...validityOf(said, saidAtMs, draft),
    saidAtMs,
    sources: from,
  }
}

function nameOf(said: string, from: readonly CubeId[], { sources, owner }: FactReading): string {
  if (!isSelf(said)) return entityName(said)
  const [first] = sources.cubesOf(from)
  if (first === undefined || first.role === 'user') return first?.speaker ?? owner
  return first.speaker ?? first.role
}

function validityOf(
  said: SaidRelation,
  saidAtMs: number,
  draft: FormationDraft,
): Pick<NewFact, 'fromMs' | 'toMs' | 'isEndSaid'> {
  const [from, to] = [momentOf(said.from), momentOf(said.to)]
  if (from === undefined || to === undefined) {
    draft.refuse(STAGE, 'a time of a relation is no date; it is kept without', said)
  }
  const fromMs = from ?? null
  const toMs = to ?? (said.ended === true ? saidAtMs : null)
  if (fromMs !== null && toMs !== null && toMs < fromMs) {
    draft.refuse(STAGE, 'a relation ends before it begins; it is kept without its end', said)
    return { fromMs, toMs: null, isEndSaid: false }
  }
  return { fromMs, toMs, isEndSaid: toMs !== null }
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** What a memory of it says: the sentence, and the time as days. */
export function factText(fact: NewFact): string {
  const { subject, relation, object, sentence, fromMs, toMs } = fact
  const said = sentence === '' ? `${subject} ${relation.replaceAll('_', ' ')} ${object}` : sentence
  return withPeriod(said, fromMs, toMs)
}

/** `Ada lives in Lyon (from 2023-05-08 until 2024-01-01)`; the period that stood there before is replaced. */
export function withPeriod(text: string, fromMs: number | null, toMs: number | null): string {
  const plain = text.replace(/ \((?:from \S+)?(?: ?until \S+)?\)$/, '')
  const parts = [
    ...(fromMs === null ? [] : [`from ${dayText(fromMs)}`]),
    ...(toMs === null ? [] : [`until ${dayText(toMs)}`]),
  ]
  return parts.length === 0 ? plain : `${plain} (${parts.join(' ')})`
}

export function factOf(fact: NewFact): Fact {
  const { subject, relation, object, fromMs, toMs, isMultiValued } = fact
  return { subject, relation, object, validFromMs: fromMs, validToMs: toMs, isMultiValued }
}
