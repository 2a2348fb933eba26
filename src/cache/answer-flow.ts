/**
 * The way of one request through the cache: lookup, and on a miss one call to the model for all who ask the same at that time.
 *
 * A failed call reaches everybody who waited and is not kept. What the model answered is compared with the candidate that verified
 * mode held back. Requests that may not read the cache do not join a flight either: they asked for an answer of their own.
 */

import { learned } from '../policy/caching/verified.ts'
import { ordinaryControl } from './cache-control.ts'
import type { CachedAnswer, CacheEntryId } from './cache-entry.ts'
import { type CacheParts, evidenceOf, policyOf } from './cache-parts.ts'
import { type CacheMiss, type CacheRequest, findAnswer, type Lookup } from './find-answer.ts'
import { type Kept, keepAnswer, type NewAnswer } from './keep-answer.ts'
import { dropEntries } from './remove-entries.ts'
import type { SingleFlight } from './single-flight.ts'

/** How a request was answered. */
export interface Answered {
  readonly answer: CachedAnswer
  readonly lookup: Lookup
  /** Null when it came from the cache or from another's flight. */
  readonly kept: Kept | null
  readonly isShared: boolean
}

/** `lookup`: what the cache found instead of an answer, for whoever must say so before the model has ended. */
export type AskModel = (signal: AbortSignal, lookup: CacheMiss) => Promise<NewAnswer>

export interface Landed {
  readonly answer: CachedAnswer
  readonly kept: Kept
}

export interface FlowParts {
  readonly parts: CacheParts
  readonly flights: SingleFlight<Landed>
  readonly isSameAnswer: (stored: CachedAnswer, fresh: CachedAnswer) => boolean
}

export async function answerWith(
  flow: FlowParts,
  request: CacheRequest,
  ask: AskModel,
  signal?: AbortSignal,
): Promise<Answered> {
  const lookup = await findAnswer(flow.parts, request)
  if (lookup.outcome === 'hit') {
    return { answer: lookup.answer, lookup, kept: null, isShared: false }
  }
  const call = (flightSignal: AbortSignal): Promise<Landed> =>
    askAndKeep(flow, request, lookup, () => ask(flightSignal, lookup))
  if (!mayJoin(flow.parts, request, lookup)) {
    const own = await call(signal ?? new AbortController().signal)
    return { ...own, lookup, isShared: false }
  }
  // Identity and question are both in the key in full: nobody joins a stranger's flight.
  const key = `${request.identity.text}\u0000${request.question}`
  const { value, isShared } = await flow.flights.run(key, call, signal)
  return { answer: value.answer, kept: isShared ? null : value.kept, lookup, isShared }
}

/** Whoever asks for an answer of his own, or for one of many possible ones, gets a call of his own. */
function mayJoin(parts: CacheParts, request: CacheRequest, { category }: CacheMiss): boolean {
  const { isRead, isWritten } = request.control ?? ordinaryControl
  const isAlike = request.isSampled !== true || policyOf(parts, category).storeSampled
  return isRead && isWritten && isAlike
}

async function askAndKeep(
  flow: FlowParts,
  request: CacheRequest,
  lookup: CacheMiss,
  ask: () => Promise<NewAnswer>,
): Promise<Landed> {
  const made = await ask()
  const kept = await keepAnswer(flow.parts, request, lookup, made)
  const { exploration } = lookup
  if (exploration !== null && made.facts.isComplete) {
    const isRight = flow.isSameAnswer(exploration.answer, made.answer)
    await learn(flow.parts, lookup.category, exploration.rung, isRight)
  }
  return { answer: made.answer, kept }
}

export async function learn(
  parts: CacheParts,
  category: string,
  rung: number,
  isRight: boolean,
): Promise<void> {
  const evidence = learned(evidenceOf(parts, category), rung, isRight)
  parts.evidence.set(category, evidence)
  try {
    await parts.store.putLearned({ category, evidence })
  } catch (error) {
    // Learned again from the next comparisons.
    parts.onTrouble(error)
  }
}

/** A person's word on an entry that was served; a wrong one goes. */
export async function takeFeedback(
  parts: CacheParts,
  id: CacheEntryId,
  isRight: boolean,
  rung: number,
): Promise<boolean> {
  const entry = parts.shelves.get(id)
  if (entry === undefined) return false
  await learn(parts, entry.record.category, rung, isRight)
  if (!isRight) await dropEntries(parts, [entry], 'wrong')
  return true
}
