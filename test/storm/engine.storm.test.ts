/** Storms over the core: two hundred seeds, and rules broken on purpose that must be noticed. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '../../src/engine/engine.ts'
import type { EngineEvent } from '../../src/engine/engine-request.ts'
import { EngineStorm, type StormResult } from './engine-storm.ts'

const SEEDS = 200
/** Seeds within which each broken rule shows. */
const CANARY_SEEDS = 5

/** Rules broken on purpose, under a seed whose storm needs them; what the storm says of each. */
const canaries: readonly {
  readonly rule: string
  readonly says: RegExp
  readonly broken: (engine: Engine) => void
}[] = [
  {
    rule: 'a copied block is let go of after the copy',
    says: /references of block/,
    broken: ({ layout }) => {
      layout.settle = () => {}
    },
  },
  {
    rule: 'only computed blocks are shared',
    says: /is written to/,
    broken: ({ layout }) => {
      const fill = layout.fill.bind(layout)
      layout.fill = (sequence, tokenCount) =>
        fill(sequence, tokenCount + layout.blockTokenCount - 1)
    },
  },
  {
    rule: 'a partial match is copied before it is written behind',
    says: /deepEqual|deep-equal/,
    broken: ({ layout }) => {
      const admit = layout.admit.bind(layout)
      layout.admit = (ask) => admit(ask, [])
    },
  },
  {
    rule: 'what ended gives its blocks back',
    says: /references of block|slot|not over/,
    broken: ({ layout }) => {
      const release = layout.release.bind(layout)
      let count = 0
      layout.release = (sequence) => {
        count += 1
        if (count !== 5) release(sequence)
      }
    },
  },
]

function storm(seed: number): StormResult {
  try {
    return new EngineStorm(seed).run()
  } catch (error) {
    throw new Error(`seed ${seed} failed: ${(error as Error).message}`, { cause: error })
  }
}

test(`${SEEDS} storms leak no block, share none without a reference and end every request`, (context) => {
  const sums = { stepCount: 0, preemptionCount: 0, cachedTokens: 0, evictedBlockCount: 0 }
  const endings = new Map<EngineEvent['kind'], number>()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const result = storm(seed)
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += result[name]
    for (const [kind, count] of result.endings) endings.set(kind, (endings.get(kind) ?? 0) + count)
  }
  context.diagnostic(JSON.stringify({ ...sums, ...Object.fromEntries(endings) }))
  for (const [name, count] of Object.entries(sums)) assert(count > 0, `the storms had ${name}`)
  for (const kind of ['finished', 'failed', 'cancelled', 'deadline-passed'] as const) {
    assert(endings.get(kind)! > 0, `the storms had a request that ended as ${kind}`)
  }
})

for (const { rule, says, broken } of canaries) {
  test(`the canary fails: without the rule that ${rule}`, () => {
    assert.throws(() => {
      for (let seed = 1; seed <= CANARY_SEEDS; seed += 1) new EngineStorm(seed, broken).run()
    }, says)
  })
}
