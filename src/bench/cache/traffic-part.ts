/** The traffic parts of the cache benchmark: head and tail, eviction policies, break-even, load adaptation. */

import { createPrng } from '../../stdx/prng.ts'
import type { BenchContext } from '../bench.ts'
import { check } from '../bench.ts'
import type { CacheReport } from '../cache-bench.ts'
import type { Meanings } from './bench-cache.ts'
import { runByCategory, runOneThreshold, runPolicies, type TrafficResult } from './head-tail.ts'
import { runLoad } from './load-run.ts'
import { headAndTail, makeTraffic } from './traffic.ts'

const REQUESTS = 20_000
const QUICK_REQUESTS = 600
/** The rival's thresholds. */
const thresholds = [0.8, 0.85, 0.9, 0.95] as const
/** The seed paper's search times, for its break-even figures beside ours. */
const REMOTE_SEARCH_MS = 30

export async function trafficPart(
  context: BenchContext,
  meanings: Meanings,
  report: CacheReport,
): Promise<void> {
  const { isQuick, log, host } = context
  const { figures, checks, tables, notes } = report
  const count = isQuick ? QUICK_REQUESTS : REQUESTS
  const entriesMax = Math.floor(count / 7)
  const traffic = makeTraffic(headAndTail, meanings.words, count, createPrng(3))
  log(`cache: ${count} requests of head and tail`)
  const { result, cache } = await runByCategory(host, meanings, traffic, entriesMax)
  const rivals = thresholds.map(
    (threshold) => [threshold, runOneThreshold(meanings, traffic, threshold, entriesMax)] as const,
  )
  note(figures, 'traffic.categories', result)
  for (const [threshold, rival] of rivals) note(figures, `traffic.one@${threshold}`, rival)
  checks.push(check('traffic.categories.wrong', result.wrong, '<=', 0))
  tables.push({
    title: `Head and tail, ${count} requests, ${entriesMax} entries`,
    columns: ['policy', 'hit rate', 'wrong hits', 'model calls'],
    rows: [
      ['by category, gated', result] as const,
      ...rivals.map(
        ([threshold, rival]) => [`one threshold ${threshold}, no gate`, rival] as const,
      ),
    ].map(([name, of]) => [name, (of.hits / of.requests).toFixed(3), of.wrong, of.modelCalls]),
  })
  tables.push(categoryTableOf(result, cache.breakEven()))
  const policies = runPolicies(traffic, Math.floor(entriesMax / 2))
  for (const [name, { hitRate, savedShare }] of policies) {
    figures[`eviction.${name}.hitRate`] = hitRate
    figures[`eviction.${name}.savedShare`] = savedShare
  }
  tables.push({
    title: 'Eviction policies on the same traffic, half the entries',
    columns: ['policy', 'hit rate', 'share of model time saved'],
    rows: [...policies].map(([name, of]) => [
      name,
      of.hitRate.toFixed(3),
      of.savedShare.toFixed(3),
    ]),
  })
  log('cache: load adaptation over a simulated day')
  const load = await runLoad(meanings, traffic)
  figures['loadAdaptation.reduction'] = load.reduction
  figures['loadAdaptation.plainCalls'] = load.plainCalls
  figures['loadAdaptation.adaptedCalls'] = load.adaptedCalls
  figures['loadAdaptation.adaptedWrong'] = load.adaptedWrong
  notes.push(
    'Load adaptation: model calls saved while load is above one half, simulated clock; the paper projects 9-17 % from theory.',
  )
}

function note(figures: Record<string, number>, name: string, result: TrafficResult): void {
  figures[`${name}.hitRate`] = result.hits / result.requests
  figures[`${name}.wrong`] = result.wrong
  figures[`${name}.modelCalls`] = result.modelCalls
}

function categoryTableOf(
  result: TrafficResult,
  breakEven: readonly {
    category: string
    breakEvenRate: number | null
    searchMs: number
    modelMs: number
    isOn: boolean
  }[],
): CacheReport['tables'][number] {
  return {
    title: `By category; break-even h* = search / (model - hit), beside that of a remote search of ${REMOTE_SEARCH_MS} ms`,
    columns: [
      'category',
      'requests',
      'hit rate',
      'wrong',
      'search ms',
      'h*',
      'h* remote',
      'searches',
    ],
    rows: [...result.byCategory].map(([category, { requests, hits, wrong }]) => {
      const row = breakEven.find((one) => one.category === category)
      return [
        category,
        requests,
        (hits / requests).toFixed(3),
        wrong,
        (row?.searchMs ?? 0).toFixed(3),
        (row?.breakEvenRate ?? 0).toFixed(5),
        row === undefined || row.modelMs === 0 ? '' : (REMOTE_SEARCH_MS / row.modelMs).toFixed(3),
        row?.isOn === false ? 'off' : 'on',
      ]
    }),
  }
}
