/**
 * What a fact and the closed words of an operation must look like. Pure: a sentence that says what is wrong, or null.
 *
 * Types promise it, but what a pipeline passes on may come from a model's answer.
 */

import type { Dynamic, Fact, MemoryFunction } from '../../store/cube.ts'
import { FACT_CHARACTERS_MAX, LABEL_CHARACTERS_MAX } from '../limits.ts'

const functions: ReadonlySet<string> = new Set<MemoryFunction>([
  'factual',
  'experiential',
  'working',
])
const dynamics: ReadonlySet<string> = new Set<Dynamic>([
  'extracted',
  'summarised',
  'merged',
  'evolved',
])
/** The most that a date can hold. */
const TIME_MS_MAX = 8.64e15

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= TIME_MS_MAX
}

export function factFault(fact: Fact): string | null {
  for (const part of [fact.subject, fact.relation, fact.object]) {
    if (typeof part !== 'string' || part.trim() === '') return 'a part of its fact is empty'
    if (part.length > FACT_CHARACTERS_MAX || !part.isWellFormed()) {
      return `a part of its fact is no text of at most ${FACT_CHARACTERS_MAX} characters`
    }
  }
  const { validFromMs, validToMs, isMultiValued } = fact
  for (const time of [validFromMs, validToMs]) {
    if (time !== null && !isTime(time)) return 'a time of its fact is none'
  }
  if (validFromMs !== null && validToMs !== null && validToMs < validFromMs) {
    return 'its fact ends before it begins'
  }
  return typeof isMultiValued === 'boolean'
    ? null
    : 'its fact does not say if it has several values'
}

export function wordFault(op: {
  readonly function?: string
  readonly dynamic?: string
  readonly confidence?: number
  readonly speaker?: string | null
  readonly saidAtMs?: number
}): string | null {
  const { confidence, speaker = null, saidAtMs } = op
  if (op.function !== undefined && !functions.has(op.function)) return 'its function is none'
  if (op.dynamic !== undefined && !dynamics.has(op.dynamic)) return 'its dynamic is none'
  if (confidence !== undefined && !(confidence >= 0 && confidence <= 1)) {
    return 'its confidence is not from 0 to 1'
  }
  if (saidAtMs !== undefined && !isTime(saidAtMs)) return 'the time it was said is none'
  if (speaker === null) return null
  const isLabel =
    typeof speaker === 'string' && speaker !== '' && speaker.length <= LABEL_CHARACTERS_MAX
  return isLabel && speaker.isWellFormed() ? null : 'its speaker is no name'
}
