/**
 * A question of the playground, between its form, its address and its request.
 *
 * All of it is in the address, so that a result can be sent to a colleague or asked again after a reload.
 */

import type { RecallInput, Scope } from '../api-types.ts'
import type { RouteParams } from './route.ts'

export const TOP_K_DEFAULT = 10
const TOP_K_MAX = 100

export interface RecallQuestion {
  readonly query: string
  /** ISO 8601; null for now. */
  readonly at: string | null
  readonly topK: number
  readonly preferRecent: boolean
}

export function questionOf(params: Readonly<Record<string, string>>): RecallQuestion {
  const at = params.at
  const topK = Number(params.k)
  return {
    query: params.q ?? '',
    at: at === undefined || Number.isNaN(Date.parse(at)) ? null : at,
    topK: Number.isInteger(topK) && topK >= 1 ? Math.min(topK, TOP_K_MAX) : TOP_K_DEFAULT,
    preferRecent: params.recent === '1',
  }
}

export function paramsOf(question: RecallQuestion): RouteParams {
  const { query, at, topK, preferRecent } = question
  return { q: query, at, k: topK === TOP_K_DEFAULT ? null : topK, recent: preferRecent }
}

export function recallInputOf(scope: Scope, question: RecallQuestion): RecallInput {
  const { query, at, topK, preferRecent } = question
  return {
    scope,
    query,
    topK,
    ...(at === null ? {} : { at }),
    ...(preferRecent ? { preferRecent } : {}),
  }
}
