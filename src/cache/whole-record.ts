/**
 * Whether what came out of a store has the shape that was put in: a damaged row must be a row less, not a failure later.
 *
 * Looks at the shape only; whether the identity fits its hash and the memories are current is asked elsewhere.
 */

import { RUNGS } from '../policy/caching/verified.ts'

export function isWholeRecord(value: unknown): boolean {
  if (!isObject(value)) return false
  const { scope, answer, citations, attributes } = value
  const texts = [value.id, value.identityHash, value.identityText, value.category, value.question]
  if (!texts.every(isText) || !isTime(value.storedAtMs) || !isTime(value.ttlMs)) return false
  if (!isObject(answer) || !isText(answer.payload) || !isText(answer.text)) return false
  if (![answer.promptTokens, answer.completionTokens, answer.latencyMs].every(Number.isFinite))
    return false
  if (!isObject(scope) || !isText(scope.tenant)) return false
  if (scope.kind !== 'shared' && !(scope.kind === 'own' && isObject(scope.scope))) return false
  if (!isObject(attributes) || !Object.values(attributes).every(isText)) return false
  return Array.isArray(citations) && citations.every(isCitation)
}

/** Counts and bounds for every rung, as `policy/caching/verified.ts` keeps them. */
export function isEvidence(value: unknown): boolean {
  if (!isObject(value)) return false
  const lists = [value.rightByRung, value.countByRung, value.alphaByRung]
  return lists.every(
    (list) => Array.isArray(list) && list.length === RUNGS && list.every(Number.isFinite),
  )
}

function isCitation(value: unknown): boolean {
  return isObject(value) && isText(value.id) && Number.isInteger(value.version)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isTime(value: unknown): boolean {
  return Number.isFinite(value)
}
