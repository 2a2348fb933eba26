/**
 * `loci bench store`: what durability with an audit trail costs.
 *
 * Durable adds through the real `remember` path (validation, ids, keyed hashes, chain, derived tables), one turn a call and many turns a
 * call, as ratios to writing the same rows into the same tables and indexes with bare prepared statements. Every turn has
 * its own log row in both. The bare insert of the payload alone stands beside, to show what the tables themselves cost.
 */

import { type Bench, type BenchContext, type BenchResult, type BenchTable, check } from './bench.ts'
import { type ConcurrentAdds, concurrentAdds } from './store/concurrent-adds.ts'
import { type RaceResult, type RaceShape, writeRace } from './store/write-race.ts'

const BATCH_TURNS_DEFAULT = 1_000
const CALLERS = 32

function shapesOf({ isQuick, options }: BenchContext): RaceShape[] {
  const turnsPerCall = isQuick ? 50 : Number(options.batch ?? BATCH_TURNS_DEFAULT)
  return [
    {
      name: 'single',
      rounds: isQuick ? 4 : 21,
      callsPerRound: isQuick ? 20 : 200,
      turnsPerCall: 1,
    },
    { name: 'batched', rounds: isQuick ? 4 : 21, callsPerRound: isQuick ? 2 : 4, turnsPerCall },
  ]
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function figuresOf(name: string, result: RaceResult): Record<string, number> {
  return {
    [`${name}.ratio`]: median(result.ratios),
    [`${name}.ratioMin`]: Math.min(...result.ratios),
    [`${name}.ratioMax`]: Math.max(...result.ratios),
    [`${name}.perSecond`]: median(result.realPerSecond),
    [`bare.${name}.perSecond`]: median(result.barePerSecond),
    [`payloadOnly.${name}PerSecond`]: median(result.payloadPerSecond),
    [`${name}.turns`]: result.turnCount,
    [`${name}.logRows`]: result.logRowCount,
    [`${name}.bytesPerTurn`]: result.bytesPerTurn,
  }
}

function tableOf(results: ReadonlyMap<string, RaceResult>): BenchTable {
  const rounded = (values: readonly number[]): number => Math.round(median(values))
  return {
    title: 'Durable adds, turns a second (medians of interleaved rounds)',
    columns: ['shape', 'loci', 'same rows, bare', 'ratio', 'payload alone, bare', 'text checksum'],
    rows: [...results].map(([name, result]) => [
      name,
      rounded(result.realPerSecond),
      rounded(result.barePerSecond),
      median(result.ratios).toFixed(3),
      rounded(result.payloadPerSecond),
      result.checksum.slice(0, 12),
    ]),
  }
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, log } = context
  const parent = context.options.folder ?? '.loci'
  const folder = `${parent}/bench-store-${Math.trunc(host.clock.nowMs())}`
  await host.disk.makeFolder(folder)
  const results = new Map<string, RaceResult>()
  let concurrent: ConcurrentAdds
  try {
    for (const shape of shapesOf(context)) {
      log(`store: ${shape.name}, ${shape.rounds} rounds of ${shape.callsPerRound} calls`)
      results.set(shape.name, await writeRace(host, folder, shape))
    }
    log(`store: ${CALLERS} callers at once`)
    const rounds = context.isQuick ? 3 : 100
    concurrent = await concurrentAdds(host, `${folder}/many.db`, { callers: CALLERS, rounds })
  } finally {
    await host.disk.remove(folder)
  }
  const all = [...results.values(), concurrent]
  const figures = Object.assign({}, ...[...results].map(([name, one]) => figuresOf(name, one)))
  figures[`concurrent${CALLERS}.perSecond`] = concurrent.perSecond
  const isWhole = all.every((one) => one.logRowCount === one.turnCount)
  return {
    figures,
    checks: [
      check('single.ratio', figures['single.ratio'], '>=', 0.6),
      check('batched.ratio', figures['batched.ratio'], '>=', 0.5),
      check('store.isSound', Number(all.every((one) => one.isSound)), '>=', 1),
      check('rows.equal', Number([...results.values()].every((one) => one.areRowsEqual)), '>=', 1),
      check('turns.haveOwnLogRow', Number(isWhole), '>=', 1),
    ],
    notes: [
      `Files were written under ${parent}, removed afterwards; each commit waits for its disk.`,
    ],
    dataSha256: null,
    tables: [tableOf(results)],
  }
}

export const storeBench: Bench = {
  name: 'store',
  summary: 'durable adds a second, as a ratio to bare inserts of the same rows',
  rows: ['memos'],
  options: [
    { name: 'batch', values: 'N', summary: 'turns of one batched call (default 1000)' },
    { name: 'folder', values: 'DIR', summary: 'where to write (default .loci)' },
  ],
  run,
}
