/**
 * The hard mode: every conversation in one store, each under its own user, asked through the whole of memory.
 *
 * Shows that what users call finds what the bench measured (the same first ten, shipped weights), and that no answer ever holds a turn of
 * somebody else's. Times include the store.
 */

import type { Meanings } from '../../memory/columns/scope-rows.ts'
import type { Memory } from '../../memory/memory.ts'
import { createOpenScopeIndex } from '../../memory/open-scope-index.ts'
import { openLoci } from '../../open-loci.ts'
import type { BenchContext } from '../bench.ts'
import { quantileOf } from '../quantile.ts'
import type { LocomoConversation } from './load-locomo.ts'
import { askedAtMs, rowsOf } from './locomo-rows.ts'
import { rememberConversation } from './remember-conversation.ts'

const TOP_K = 10

interface Asked {
  readonly recall: number
  readonly isSame: boolean
  readonly foreignCount: number
  readonly elapsedMs: number
  readonly isMain: boolean
}

async function ask(
  memory: Memory,
  {
    user,
    dialogOf,
    meanings,
  }: {
    readonly user: string
    readonly dialogOf: ReadonlyMap<string, string>
    readonly meanings: Meanings | null
  },
  conversation: LocomoConversation,
): Promise<Asked[]> {
  const index = createOpenScopeIndex({ meanings })(rowsOf(conversation))
  const at = askedAtMs(conversation)
  const asked: Asked[] = []
  for (const { question, category, evidence } of conversation.questions) {
    const { hits, elapsedMs } = await memory.recall({
      scope: { user },
      query: question,
      at,
      topK: TOP_K,
    })
    const found = hits.map((hit) => dialogOf.get(hit.cube.id) ?? '')
    const expected = index.search({ text: question, nowMs: at, topK: TOP_K }).map((hit) => hit.id)
    asked.push({
      recall: evidence.filter((id) => found.includes(id)).length / evidence.length,
      isSame: found.join() === expected.join(),
      foreignCount: hits.filter((hit) => hit.cube.scope.user !== user || !dialogOf.has(hit.cube.id))
        .length,
      elapsedMs,
      isMain: category !== 5,
    })
  }
  return asked
}

/** Figures `store.*`. */
export async function askOneStore(
  { log }: BenchContext,
  conversations: readonly LocomoConversation[],
  { meanings }: { readonly meanings: Meanings | null },
): Promise<Record<string, number>> {
  await using memory = await openLoci({
    path: ':memory:',
    embedder: meanings === null ? 'none' : 'static',
  })
  const people = new Map<LocomoConversation, ReadonlyMap<string, string>>()
  for (const conversation of conversations) {
    people.set(
      conversation,
      await rememberConversation(memory, { user: conversation.id }, conversation),
    )
  }
  log(`locomo: ${conversations.length} users in one store`)
  const all: Asked[] = []
  for (const [conversation, dialogOf] of people) {
    all.push(...(await ask(memory, { user: conversation.id, dialogOf, meanings }, conversation)))
  }
  const main = all.filter((one) => one.isMain)
  const times = all.map((one) => one.elapsedMs)
  return {
    'store.turn.recall@10': main.reduce((sum, one) => sum + one.recall, 0) / main.length,
    'store.sameAsIndex': all.filter((one) => one.isSame).length / all.length,
    'store.foreignHits': all.reduce((sum, one) => sum + one.foreignCount, 0),
    'store.recall.p50Ms': quantileOf(times, 0.5),
    'store.recall.p95Ms': quantileOf(times, 0.95),
  }
}
