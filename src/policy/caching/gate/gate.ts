/**
 * The gate before any semantic hit: may the stored question's answer be given to the asked one?
 *
 * `strict` asks every guard, alignment last, and is what a category without a measured error bound uses. `guarded` leaves alignment
 * out: only named dangers refuse, for categories whose error is bounded as they serve (`verified.ts`).
 * No similarity is read here: no threshold on one similarity tells an opposite from a paraphrase.
 */

import type { QuestionFacts } from './question-facts.ts'
import { guards, namedGuards } from './registry.ts'

export type GateMode = 'strict' | 'guarded'

export type GateVerdict =
  | { readonly agrees: true }
  | { readonly agrees: false; readonly guard: string; readonly reason: string }

const agreed: GateVerdict = { agrees: true }

export function askGate(stored: QuestionFacts, asked: QuestionFacts, mode: GateMode): GateVerdict {
  for (const guard of mode === 'strict' ? guards : namedGuards) {
    const reason = guard.refuse(stored, asked)
    if (reason !== null) return { agrees: false, guard: guard.name, reason }
  }
  return agreed
}

/** Every guard's refusal, for `explain`. */
export function explainGate(
  stored: QuestionFacts,
  asked: QuestionFacts,
): { guard: string; reason: string }[] {
  const refusals: { guard: string; reason: string }[] = []
  for (const guard of guards) {
    const reason = guard.refuse(stored, asked)
    if (reason !== null) refusals.push({ guard: guard.name, reason })
  }
  return refusals
}
