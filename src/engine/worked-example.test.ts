/** The worked example of docs/internals/engine-core.md, moment by moment: the page's table is what happens. */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { BlockId } from '../kv/block-pool.ts'
import { PagedLayout } from '../kv/paged-layout.ts'
import { Engine } from './engine.ts'
import type { EngineRequest } from './engine-request.ts'
import { engineDefaults } from './engine-settings.ts'
import type { StepPlan } from './step.ts'

const PAGE = join(import.meta.dirname, '../../docs/internals/engine-core.md')
const NAMES = 'ABC'

const tokens = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => from + at)
const requests: readonly EngineRequest[] = [
  { prompt: { kind: 'tokens', tokens: tokens(1, 10) }, tokensMax: 6 },
  { prompt: { kind: 'tokens', tokens: [...tokens(1, 6), ...tokens(21, 5)] }, tokensMax: 10 },
  { prompt: { kind: 'tokens', tokens: tokens(41, 13) }, tokensMax: 4 },
]

const engine = new Engine({
  settings: {
    ...engineDefaults,
    layout: { kind: 'paged', blockCount: 10, blockTokenCount: 4, prefixCache: 'tokens' },
    ...{ contextLength: 32, stepTokensMax: 16, stepSequencesMax: 4 },
  },
})

/** `A 10+1: 0 1 2` is request A from position 10 on, one position, with these blocks. */
function textOf(plan: StepPlan | null): string {
  if (plan === null) return 'nothing'
  const parts = plan.sequences.map(({ request, start, tokens: ids, blocks }) => {
    return `${NAMES[request]} ${start}+${ids.length}: ${blocks.join(' ')}`
  })
  const copies = plan.copies.map(
    ({ from, to, tokenCount }) => `copy ${tokenCount} of ${from} to ${to}`,
  )
  return [...copies, ...parts].join('; ')
}

/** The table's columns after the plan: references of blocks 0 to 9, free blocks in the order they are given, blocks of the tree. */
function booksOf(): string[] {
  assert(engine.layout instanceof PagedLayout)
  const { pool, index } = engine.layout
  const blocks = Array.from({ length: 10 }, (_, block) => block as BlockId)
  return [
    blocks.map((block) => pool.referenceCount(block)).join(' '),
    pool.freeOrder().join(' ') || 'none',
    blocks.filter((block) => index.has(block)).join(' ') || 'none',
  ]
}

test('each moment of the page is what the core does', async () => {
  const rows: string[] = []
  const note = (moment: string, plan: string): void => {
    rows.push(`| ${[String(rows.length), moment, plan, ...booksOf()].join(' | ')} |`)
  }
  const submit = (index: number): void => {
    const result = engine.submit(requests[index]!, 0)
    assert(result.status === 'accepted' && result.id === index)
  }
  let plan: StepPlan | null = null
  const commit = (): string[] => {
    assert(plan !== null)
    const sampled = plan.sequences
      .filter(({ isSampled }) => isSampled)
      .map(({ request }) => ({ request, token: 90 + request, isLast: false }))
    const events = engine.commit(plan, { step: plan.step, sampled, failed: [] }, 0)
    return events
      .filter(({ kind }) => kind !== 'token')
      .map(({ kind, request }) => `${NAMES[request]} ${kind}`)
  }
  submit(0)
  plan = engine.plan(0)
  for (let step = 0; plan !== null; step += 1) {
    note(`planned`, textOf(plan))
    const told = commit()
    if (step === 0) submit(1)
    if (step === 1) submit(2)
    note(told.join(', ') || 'committed', '')
    plan = engine.plan(0)
  }
  const page = await readFile(PAGE, 'utf8').catch(() => '')
  const found = page.split('\n').filter((line) => /^\| \d+ \|/.test(line))
  assert.deepEqual(found, rows)
})
