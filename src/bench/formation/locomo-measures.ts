/**
 * Every question asked three ways, turns alone, memories alone, both, and what each answer covers of the question's evidence.
 *
 * A turn covers itself, a memory the turns that it cites (`provenance`). At a budget the answer's texts are taken in rank order until the next
 * would pass it; a memory counts with its own tokens, not with those of its turns.
 */

import type { DerivedWish, Hit } from '../../memory/memory.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import type { LocomoConversation } from '../locomo/load-locomo.ts'
import { askedAtMs } from '../locomo/locomo-rows.ts'
import { CUTOFFS, type Sample, TOKEN_BUDGETS } from '../locomo/measure.ts'
import { type FormedConversation, scope } from './form-conversation.ts'

export const ways = { turns: 'without', memories: 'only', both: 'with' } as const
export type Way = keyof typeof ways

const ADVERSARIAL = 5
/** Hits that are asked for: more than the largest budget holds. */
const RANKED = 200

interface Shown {
  readonly covers: readonly string[]
  readonly tokenCount: number
}

function shownOf({ cube }: Hit, dialogOf: FormedConversation['dialogOf']): Shown {
  const cited = cube.kind === 'derived' ? cube.provenance.parents : [cube.id]
  return {
    covers: cited.flatMap((id) => dialogOf.get(id) ?? []),
    tokenCount: estimateTokens(cube.caption === null ? cube.text : `${cube.text} ${cube.caption}`),
  }
}

function recallOf(shown: readonly Shown[], evidence: readonly string[]): number {
  const covered = new Set(shown.flatMap(({ covers }) => covers))
  return evidence.filter((id) => covered.has(id)).length / evidence.length
}

function within(shown: readonly Shown[], budget: number): readonly Shown[] {
  let spent = 0
  const end = shown.findIndex(({ tokenCount }) => {
    spent += tokenCount
    return spent > budget
  })
  return end < 0 ? shown : shown.slice(0, end)
}

function valuesOf(shown: readonly Shown[], evidence: readonly string[]): Record<string, number> {
  const values: Record<string, number> = {}
  for (const cutoff of CUTOFFS) {
    const first = shown.slice(0, cutoff)
    values[`recall@${cutoff}`] = recallOf(first, evidence)
    values[`tokens@${cutoff}`] = first.reduce((sum, { tokenCount }) => sum + tokenCount, 0)
  }
  for (const budget of TOKEN_BUDGETS) {
    values[`recall@${budget}tokens`] = recallOf(within(shown, budget), evidence)
  }
  return values
}

/** Samples of the categories 1-4 in the order of the questions. */
export async function askBothWays(
  conversation: LocomoConversation,
  { memory, dialogOf }: FormedConversation,
): Promise<Record<Way, Sample[]>> {
  const samples: Record<Way, Sample[]> = { turns: [], memories: [], both: [] }
  const at = askedAtMs(conversation)
  for (const { question, category, evidence } of conversation.questions) {
    if (category === ADVERSARIAL) continue
    for (const [way, derived] of Object.entries(ways) as [Way, DerivedWish][]) {
      const { hits } = await memory.recall({ scope, query: question, at, topK: RANKED, derived })
      const shown = hits.map((hit) => shownOf(hit, dialogOf))
      samples[way].push({
        conversation: conversation.id,
        category,
        values: valuesOf(shown, evidence),
      })
    }
  }
  return samples
}
