/** Every question of one conversation asked of an opened index, with all measures of the ranking and the time of the search. */

import type { Clock } from '../../host/clock.ts'
import type { IndexHit, IndexQuery } from '../../memory/scope-index.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import type { LocomoConversation } from './load-locomo.ts'
import { rowsOf } from './locomo-rows.ts'
import { CUTOFFS, measuresOf, type Sample, TOKEN_BUDGETS } from './measure.ts'

const RANKED = 200
const SHOWN = 50

export interface Answered extends Sample {
  readonly question: string
  readonly ranked: readonly string[]
  readonly evidence: readonly string[]
  readonly elapsedMs: number
}

export interface Searched {
  readonly index: { search(query: IndexQuery): IndexHit[] }
  queryOf(question: string): Omit<IndexQuery, 'topK'>
}

/** Tokens of the first hits, and recall of what fits a budget. */
function tokenMeasures(
  ranked: readonly string[],
  evidence: ReadonlySet<string>,
  tokensOf: ReadonlyMap<string, number>,
): Record<string, number> {
  const values: Record<string, number> = {}
  for (const cutoff of CUTOFFS) {
    values[`tokens@${cutoff}`] = ranked
      .slice(0, cutoff)
      .reduce((sum, id) => sum + (tokensOf.get(id) ?? 0), 0)
  }
  for (const budget of TOKEN_BUDGETS) {
    let spent = 0
    let found = 0
    for (const id of ranked) {
      spent += tokensOf.get(id) ?? 0
      if (spent > budget) break
      found += Number(evidence.has(id))
    }
    values[`turn.recall@${budget}tokens`] = found / evidence.size
  }
  return values
}

export function askConversation(
  clock: Clock,
  { index, queryOf }: Searched,
  conversation: LocomoConversation,
): Answered[] {
  const rows = rowsOf(conversation)
  const sessionOf = new Map<string, string>(rows.map((row) => [row.id, row.session ?? '']))
  const tokensOf = new Map<string, number>(
    rows.map((row) => [row.id, estimateTokens(`${row.text} ${row.caption ?? ''}`)]),
  )
  return conversation.questions.map(({ question, category, evidence }) => {
    const query = { ...queryOf(question), topK: RANKED }
    const startedMs = clock.monotonicMs()
    const hits = index.search(query)
    const elapsedMs = clock.monotonicMs() - startedMs
    const ranked: string[] = hits.map((hit) => hit.id)
    const wanted = new Set(evidence)
    const sessions = [...new Set(ranked.map((id) => sessionOf.get(id)!))]
    const values = {
      ...measuresOf('turn', ranked, wanted),
      ...measuresOf('session', sessions, new Set(evidence.map((id) => sessionOf.get(id)!))),
      ...tokenMeasures(ranked, wanted, tokensOf),
    }
    const { id } = conversation
    const shown = ranked.slice(0, SHOWN)
    return { conversation: id, category, question, ranked: shown, evidence, elapsedMs, values }
  })
}
