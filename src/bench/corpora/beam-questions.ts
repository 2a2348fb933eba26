/**
 * BEAM's probing questions: `{ability: [{question, source_chat_ids, ...}]}`.
 *
 * `source_chat_ids` comes as a list, as nested lists, or as an object of lists by step: all numbers and texts in it are ids. Answers,
 * rubrics and plans of the generator are never read.
 */

import { isFields } from './corpus-files.ts'

const DEPTH_MAX = 16

export interface SourcedQuestion {
  readonly question: string
  readonly category: string
  /** Ids as text, each once. */
  readonly sourceIds: readonly string[]
}

function idsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'number' && Number.isFinite(value)) return [String(value)]
  if (typeof value === 'string') return value.match(/\d+/g) ?? []
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return []
  return Object.values(value).flatMap((part) => idsIn(part, depth + 1))
}

function questionIn(value: unknown, category: string): SourcedQuestion[] {
  if (!isFields(value) || typeof value.question !== 'string' || value.question.trim() === '') {
    return []
  }
  const sourceIds = [...new Set(idsIn(value.source_chat_ids).map((id) => String(Number(id))))]
  return [{ question: value.question, category, sourceIds }]
}

/** Empty for anything that is no set of probing questions. */
export function beamQuestionsIn(content: unknown): SourcedQuestion[] {
  if (!isFields(content)) return []
  return Object.entries(content).flatMap(([category, list]) =>
    Array.isArray(list) ? list.flatMap((one) => questionIn(one, category)) : [],
  )
}
