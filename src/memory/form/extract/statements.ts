/**
 * What one turn states, by the rules: for each statement a short text that stands alone, the span it was read from, and a fact where it is one.
 *
 * Pure. The first person becomes the speaker's name, days are resolved against when the turn was said. A clause is read in the first language
 * whose rules find something. Worked example, said by Ada: `My sister Anna lives in Ghent.` gives "Ada's sister is called Anna" from 0 to 14.
 */

import type { Fact } from '../../../store/cube.ts'
import { DAY_MS, type DaySpan } from '../../text/time-expressions.ts'
import { type Clause, clausesOf } from './clauses.ts'
import { dayText, spanOf } from './day-text.ts'
import { english } from './english-rules.ts'
import { french, german, spanish } from './other-rules.ts'
import type { ExtractLanguage, ExtractRule } from './rule.ts'

/** Statements of one turn. */
export const STATEMENTS_PER_TURN_MAX = 12
/** A longer clause is a story, and its end has nothing to do with its beginning. */
const CLAUSE_CHARACTERS_MAX = 400
const WORDS_MAX = 16

const languages: readonly ExtractLanguage[] = [english, german, french, spanish]
const capitalised =
  /^(?:the )?\p{Lu}[\p{L}\p{M}\p{N}.’'-]*(?:(?:,? |, and | and | of | de | la )\p{Lu}[\p{L}\p{M}\p{N}.’'-]*){0,5}/u

const timeLead = /(?:[\s,]+(?:in|on|at|since|from|as of|around|back|early|late|the|of))*[\s,]*$/iu
const noNames =
  /^(?:I|He|She|It|We|They|You|This|That|These|Those|There|Who|What|Which|Everyone|Everybody|Someone|Somebody|Nobody|No|People|Mom|Mum|Dad|Mother|Father|My|Our|Your|His|Her|Their|The|A|An|And|But|So|Also|Now|Then|If|When|One|Both|All|God|Nothing|Everything|Here|Where|How|Why|Not|Just|Still|Maybe|Yes|Well|Oh)(?:['’]|\s|$)/u
const alsoWord = /\balso\b/i
const someKind = /^(?:an?|the|my|our|their|this|that) (?!\p{Lu})/u

export interface SaidText {
  readonly text: string
  /** Null: not named. */
  readonly speaker: string | null
  readonly saidAtMs: number
}

export interface Statement {
  readonly text: string
  /** UTF-16 offsets into the turn's text. */
  readonly from: number
  readonly to: number
  readonly confidence: number
  readonly fact: Fact | null
  /** Null: it ends nothing. */
  readonly ending: Ending | null
}

/** What holds no longer. */
export interface Ending {
  readonly subject: string
  readonly relations: readonly string[]
  /** Null: whatever it is. */
  readonly object: string | null
  readonly atMs: number
  /** Whether it is kept as a fact of the past where none is known; else it ends what is known and says nothing. */
  readonly isStated: boolean
}

type Groups = Readonly<Record<string, string>>

interface Captured {
  /** Made to stand alone. */
  readonly text: string
  /** Characters of what was captured that it was made of. */
  readonly length: number
}

const nothing: Captured = { text: '', length: 0 }

/** What a pattern captured; null: it cannot stand alone. */
function cleaned(text: string, rule: ExtractRule, language: ExtractLanguage): Captured | null {
  if (rule.isName === true) {
    const found = capitalised.exec(text)?.[0] ?? ''
    const kept = found.replace(/['’]s$|[.,'’-]+$/u, '')
    return kept.length < 2 || /^I['’]/.test(kept) ? null : { text: kept, length: kept.length }
  }
  const kept = text
    .replace(language.stops, '')
    .replace(language.tails, '')
    .replace(language.tails, '')
  if (kept.trim() === '' || language.refused.test(kept.trim())) return null
  let told = kept.trim()
  for (const [person, third] of language.persons) told = told.replace(person, third)
  if (told.split(/\s+/).length > WORDS_MAX) return null
  return { text: told, length: kept.length }
}

function filled(template: string, groups: Groups): string {
  return template
    .replace(/\{(\w+)\}/g, (_, name: string) => groups[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

function factOf(
  { fact: stated, time }: ExtractRule,
  groups: Groups,
  said: SaidText,
  span: DaySpan | null,
): Fact | null {
  if (stated === undefined || stated.ends === 'known') return null
  const { subject = '{s}', relation, object = '{x}', isMultiValued, begins, ends } = stated
  const isEvent = time !== undefined && begins !== true
  const fromMs = span === null ? null : span.fromDay * DAY_MS
  const period =
    ends !== undefined
      ? { validFromMs: null, validToMs: endMs(said, span) }
      : {
          validFromMs: fromMs ?? (begins === true ? said.saidAtMs : null),
          validToMs: isEvent && span !== null ? (span.toDay + 1) * DAY_MS : null,
        }
  return {
    subject: filled(subject, groups),
    relation: filled(relation, groups).toLowerCase(),
    object: filled(object, groups),
    ...period,
    isMultiValued,
  }
}

function endingOf(
  { fact }: ExtractRule,
  groups: Groups,
  said: SaidText,
  span: DaySpan | null,
): Ending | null {
  if (fact?.ends === undefined) return null
  const { subject = '{s}', relation, object = '{x}', isAny = false, ends, alsoEnds = [] } = fact
  return {
    subject: filled(subject, groups),
    relations: [filled(relation, groups).toLowerCase(), ...alsoEnds],
    object: isAny ? null : filled(object, groups),
    atMs: endMs(said, span),
    isStated: ends === 'stated',
  }
}

/** At the beginning of the days that are named, and not after it was said. */
function endMs({ saidAtMs }: SaidText, span: DaySpan | null): number {
  return span === null ? saidAtMs : Math.min(saidAtMs, span.fromDay * DAY_MS)
}

/** Relations and verbs in lower case; times as they were written. */
function partsOf(found: RegExpExecArray): Groups {
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, value]) => [
      name,
      name === 'd' || name === 'n'
        ? (value ?? '')
        : name === 'lead'
          ? leadText(value)
          : (value ?? '').toLowerCase(),
    ]),
  )
}

/** `Last Friday` in the middle of a sentence. */
function leadText(lead = ''): string {
  return lead.slice(0, 1).toLowerCase() + lead.slice(1)
}

interface Reading {
  readonly clause: Clause
  readonly said: SaidText
  readonly language: ExtractLanguage
}

function statementOf(rule: ExtractRule, { clause, said, language }: Reading): Statement | null {
  const found = rule.pattern.exec(clause.text)
  if (found === null) return null
  const isPlan = rule.time?.endsWith('plan') === true
  const span = rule.time === undefined ? null : spanOf(clause.text, said.saidAtMs, isPlan)
  const doesChange = rule.fact?.begins === true || rule.fact?.ends !== undefined
  const raw = withoutTime(found.groups?.x ?? '', doesChange ? span : null)
  const captured = raw === '' ? nothing : cleaned(raw, rule, language)
  if (captured === null || !isOtherName(found.groups?.n)) return null
  if (rule.time?.startsWith('dated') === true && span === null) return null
  const groups: Groups = {
    ...partsOf(found),
    s: said.speaker ?? language.unnamed,
    x: captured.text,
  }
  const fact = factOf(rule, groups, said, span)
  if (fact !== null && (fact.object === '' || fact.relation === '')) return null
  const isBeside = fact !== null && !fact.isMultiValued && standsBeside(clause.text, fact)
  const when = span === null ? '' : ` (${dayText(span)})`
  return {
    text: `${filled(rule.say, groups).replace(/\s+([,.])/g, '$1')}${when}.`,
    from: clause.from,
    to: clause.from + endOf(clause.text, found, captured.length, span),
    confidence: rule.confidence,
    fact: isBeside ? { ...fact, isMultiValued: true } : fact,
    ending: endingOf(rule, groups, said, span),
  }
}

/** `Acme in May` -> `Acme`: when something begins or ends is no part of what it is. */
function withoutTime(captured: string, span: DaySpan | null): string {
  if (span === null) return captured
  const at = captured.indexOf(span.text)
  if (at <= 0) return captured
  return captured.slice(0, at).replace(timeLead, '')
}

/** Somebody who is named, and not the word at the beginning of a sentence. */
function isOtherName(name: string | undefined): boolean {
  return name === undefined || (/^\p{Lu}\S*(?: \p{Lu}\S*)*$/u.test(name) && !noNames.test(name))
}

/** `I also work at Acme`, `I live in a small flat`: said of beside what is known, and not in its place. */
function standsBeside(text: string, { relation, object }: Fact): boolean {
  return alsoWord.test(text) || (relation === 'lives in' && someKind.test(object))
}

/** Where the evidence ends: with what was kept of the capture, or with the time that was named after it. */
function endOf(
  text: string,
  found: RegExpExecArray,
  keptLength: number,
  span: DaySpan | null,
): number {
  const raw = found.groups?.x ?? ''
  const start = raw === '' ? found.index : text.indexOf(raw, found.index)
  const end = raw === '' ? found.index + found[0].length : start + keptLength
  const isAfter = raw !== '' && found.index + found[0].length > start + raw.length
  const said = isAfter ? found.index + found[0].length : end
  const timeAt = span === null ? -1 : text.indexOf(span.text)
  return Math.max(said, timeAt < 0 ? 0 : timeAt + span!.text.length)
}

/** Two rules may read the same out of one clause. */
function keyOf({ text, fact, ending }: Statement): string {
  return fact === null
    ? `${text} ${ending?.relations ?? ''}`
    : `${fact.subject} ${fact.relation} ${fact.object}`
}

export function statementsOf(said: SaidText): Statement[] {
  const statements: Statement[] = []
  const known = new Set<string>()
  for (const clause of clausesOf(said.text)) {
    if (clause.text.length > CLAUSE_CHARACTERS_MAX) continue
    for (const language of languages) {
      const found = language.rules.flatMap(
        (rule) => statementOf(rule, { clause, said, language }) ?? [],
      )
      for (const statement of found) {
        const key = keyOf(statement)
        if (known.has(key)) continue
        known.add(key)
        statements.push(statement)
      }
      if (found.length > 0) break
    }
    if (statements.length >= STATEMENTS_PER_TURN_MAX) break
  }
  return statements.slice(0, STATEMENTS_PER_TURN_MAX)
}
