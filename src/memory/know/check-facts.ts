/**
 * From what a caller states to facts that can be placed: validation, moments, defaults that need nothing else to be known.
 *
 * Throws on the first field that is wrong, naming it. Circular facts, facts about oneself and facts that contradict each other
 * are data and pass.
 */

import { LociError } from '../../errors.ts'
import type { CubeId } from '../../store/cube.ts'
import { checkLabel, checkText, invalidInput } from '../check-input.ts'
import type { StatedFact } from '../facts.ts'
import type { Time } from '../memory.ts'
import { parseTime } from '../time.ts'
import { foldName } from './known-facts.ts'

export const FACTS_PER_CALL_MAX = 1_000

export interface CheckedFact {
  readonly subject: string
  readonly relation: string
  readonly object: string
  readonly fromMs: number | null
  /** Whether the caller said since when, or that it is not known. */
  readonly isFromStated: boolean
  readonly toMs: number | null
  readonly isMultiValued: boolean | undefined
  readonly text: string
  readonly corrects: CubeId | undefined
  readonly confidence: number
}

/** A name of a subject, relation or object. */
export function checkFactName(value: unknown, field: string): string {
  const text = checkLabel(checkText(value, field), field)
  if (text === null || foldName(text) === '') throw invalidInput(field, 'is empty')
  return text
}

function momentOf(value: Time | null | undefined, field: string): number | null {
  return value === undefined || value === null ? null : parseTime(value, field)
}

function checkConfidence(value: unknown, field: string): number {
  if (value === undefined) return 1
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw invalidInput(field, 'must be a number from 0 to 1')
}

function checkFact(given: StatedFact, field: string, atMs: number): CheckedFact {
  if (typeof given !== 'object' || given === null) throw invalidInput(field, 'must be an object')
  const subject = checkFactName(given.subject, `${field}.subject`)
  const relation = checkFactName(given.relation, `${field}.relation`)
  const object = checkFactName(given.object, `${field}.object`)
  const isFromStated = given.validFrom !== undefined
  const fromMs = isFromStated ? momentOf(given.validFrom, `${field}.validFrom`) : atMs
  const toMs = momentOf(given.validTo, `${field}.validTo`)
  if (toMs !== null && fromMs !== null && toMs <= fromMs) {
    throw new LociError('TIME_INVALID', `${field}: validTo is not after validFrom`, {
      hint: 'A fact that was never true is retracted instead.',
      details: { field },
    })
  }
  const { isMultiValued, corrects } = given
  if (isMultiValued !== undefined && typeof isMultiValued !== 'boolean') {
    throw invalidInput(`${field}.isMultiValued`, 'must be true or false')
  }
  if (corrects !== undefined) checkText(corrects, `${field}.corrects`)
  const said = given.text === undefined ? '' : checkText(given.text, `${field}.text`)
  const text = said.trim() === '' ? `${subject} ${relation.replaceAll('_', ' ')} ${object}.` : said
  const confidence = checkConfidence(given.confidence, `${field}.confidence`)
  return {
    subject,
    relation,
    object,
    fromMs,
    isFromStated,
    toMs,
    isMultiValued,
    text,
    corrects,
    confidence,
  }
}

export function checkFacts(facts: readonly StatedFact[], atMs: number): CheckedFact[] {
  if (!Array.isArray(facts) || facts.length === 0) throw invalidInput('facts', 'names no fact')
  if (facts.length > FACTS_PER_CALL_MAX) {
    throw new LociError(
      'INPUT_TOO_LARGE',
      `${facts.length} facts in one call; the limit is ${FACTS_PER_CALL_MAX}`,
    )
  }
  return (facts as readonly StatedFact[]).map((given, index) =>
    checkFact(given, `facts[${index}]`, atMs),
  )
}
