/** The timing part of the cache benchmark: misses and hits at growing sizes, and the prefilter against the exact scan. */

import { type BenchContext, check } from '../bench.ts'
import type { CacheReport } from '../cache-bench.ts'
import type { Meanings } from './bench-cache.ts'
import { type LookupTimes, prefilterAgreement, timeLookups } from './lookup-times.ts'

const MILLION = 1_000_000
/** A run with less time than this leaves the million out. */
const MILLION_SECONDS_MIN = 240
const missBounds: Readonly<Record<number, number>> = { 10000: 0.3, 100000: 1 }
const HIT_BOUND_MS = 0.5
const AGREEMENT_MIN = 0.99
/** The threshold of the timed category. */
const THRESHOLD = 0.8

export async function lookupPart(
  context: BenchContext,
  meanings: Meanings,
  report: CacheReport,
): Promise<void> {
  const { host, isQuick, budgetSeconds, log } = context
  const { figures, checks, tables, notes } = report
  const hasMillion = !isQuick && (budgetSeconds === null || budgetSeconds >= MILLION_SECONDS_MIN)
  const sizes = isQuick ? [300] : [10_000, 100_000, ...(hasMillion ? [MILLION] : [])]
  const rows: LookupTimes[] = []
  for (const size of sizes) {
    log(`cache: lookups among ${size} entries`)
    const times = await timeLookups(host, meanings, size, isQuick ? 40 : 2_000)
    rows.push(times)
    figures[`miss.p50Ms.${size}`] = times.missP50Ms
    figures[`miss.p95Ms.${size}`] = times.missP95Ms
    figures[`hit.p50Ms.${size}`] = times.hitP50Ms
    figures[`hit.p95Ms.${size}`] = times.hitP95Ms
    figures[`hit.semantic.p95Ms.${size}`] = times.semanticHitP95Ms
    const bound = missBounds[size]
    if (bound !== undefined) checks.push(check(`miss.p95Ms.${size}`, times.missP95Ms, '<=', bound))
  }
  const hit = figures['hit.p95Ms.100000']
  if (hit !== undefined) checks.push(check('hit.p95Ms.100000', hit, '<=', HIT_BOUND_MS))
  log('cache: the prefilter against the exact scan')
  const agreement = prefilterAgreement(
    meanings,
    isQuick ? 400 : 20_000,
    isQuick ? 40 : 1_000,
    THRESHOLD,
  )
  figures['prefilter.agreement'] = agreement.served
  figures['prefilter.agreement.nearest'] = agreement.nearest
  figures['prefilter.agreement.candidates'] = agreement.candidates
  checks.push(check('prefilter.agreement', agreement.served, '>=', AGREEMENT_MIN))
  notes.push(
    "prefilter.agreement: share of probes for which the cache's own way (alignment, then sieved search, then the gate) serves what the exact scan and the gate would.",
    "prefilter.agreement.nearest and .candidates: the sieved search alone: same nearest row, and share of the exact scan's eight best. The rows it misses share no content word with the question; the strict gate refuses all of those.",
  )
  if (!hasMillion)
    notes.push('1,000,000 entries were left out: quick, or less than 240 s of budget.')
  tables.push({
    title: 'Lookups, one identity and category (ms)',
    columns: [
      'entries',
      'miss p50',
      'miss p95',
      'hit p50',
      'hit p95',
      'semantic hit p95',
      'misses',
      'of these gated',
      'hits',
      'MB',
    ],
    rows: rows.map((row) => [
      row.entries,
      row.missP50Ms.toFixed(3),
      row.missP95Ms.toFixed(3),
      row.hitP50Ms.toFixed(3),
      row.hitP95Ms.toFixed(3),
      row.semanticHitP95Ms.toFixed(3),
      row.missCount,
      row.gatedCount,
      row.hitCount,
      Math.round(row.bytes / 1e6),
    ]),
  })
}
