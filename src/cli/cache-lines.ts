/** What `loci cache` prints for people. */

import type { BreakEvenRow } from '../cache/cache-figures.ts'
import { type CacheReport, type CategoryReport, hitCountOf } from '../cache/cache-report.ts'
import type { Explanation } from '../cache/explain-answer.ts'
import type { Invalidation } from '../cache/invalidate-answers.ts'
import type { Found, SetReport } from '../cache/plain-question.ts'
import { countText, cutText, safeLine, safeText, sizeText, tableLines } from './layout.ts'
import type { Output } from './output.ts'

/** Ids printed of an invalidation; `--json` has more. */
const IDS_SHOWN_MAX = 20

export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function msText(ms: number): string {
  return ms === 0 ? '-' : `${ms < 10 ? ms.toFixed(2) : Math.round(ms).toLocaleString('en')} ms`
}

function secondsText(ms: number): string {
  return ms === 0 ? '-' : `${(ms / 1000).toFixed(1)} s`
}

function statsRow(of: CategoryReport): string[] {
  const hits = hitCountOf(of)
  return [
    of.category,
    String(of.entryCount),
    String(of.lookups),
    String(hits),
    of.lookups === 0 ? '-' : percentText(hits / of.lookups),
    String(of.refused),
    of.tokensSaved.toLocaleString('en'),
    secondsText(of.msSaved),
  ]
}

export function reportLines(report: CacheReport, { style }: Output): string[] {
  const { entryCount, byteCount, categories, refusals, notStored } = report
  const head = `${countText(entryCount, 'answer')} (${sizeText(byteCount)})`
  const titles = ['category', 'answers', 'asked', 'hits', 'rate', 'refused', 'tokens saved', 'time']
  const rows = categories.map(statsRow)
  const table =
    rows.length === 0
      ? []
      : tableLines([titles, ...rows], {
          columns: Number.POSITIVE_INFINITY,
          alignRight: [1, 2, 3, 4, 5, 6, 7],
        })
  return [
    style.bold(head),
    ...table,
    ...countsLine('refused by', refusals),
    ...countsLine('not stored', notStored),
  ].map((line) => line.trimEnd())
}

function countsLine(title: string, counts: Readonly<Record<string, number>>): string[] {
  const parts = Object.entries(counts).sort(([, a], [, b]) => b - a)
  if (parts.length === 0) return []
  return [`${title}: ${parts.map(([name, count]) => `${name} ${count}`).join(', ')}`]
}

export function breakEvenLines(rows: readonly BreakEvenRow[]): string[] {
  if (rows.length === 0) return ['nothing was searched by meaning yet']
  const titles = [
    'category',
    'search',
    'searches that hit',
    'pays above',
    'T search',
    'T hit',
    'T model',
  ]
  return tableLines(
    [
      titles,
      ...rows.map((row) => [
        row.category,
        row.isOn ? 'on' : 'off',
        percentText(row.hitRate),
        row.breakEvenRate === null ? 'never' : percentText(row.breakEvenRate),
        msText(row.searchMs),
        msText(row.hitMs),
        msText(row.modelMs),
      ]),
    ],
    { columns: Number.POSITIVE_INFINITY, alignRight: [2, 3, 4, 5, 6] },
  )
}

export function foundLines(
  { data, outcome, category, reason, near }: Found,
  out: Output,
): string[] {
  const [entry] = data
  const { style } = out
  if (entry !== undefined) {
    const age = Math.floor(entry.ageMs / 1000)
    const how = `${entry.searchStrategy} ${entry.similarity.toFixed(3)}`
    return [
      safeText(entry.response),
      style.dim(`  ${entry.id}  ${how}  ${category}  ${age} s old  ${safeLine(entry.prompt)}`),
    ]
  }
  if (near === null) return [`${outcome}: ${reason} (${category})`]
  return [
    `${outcome}: ${near.guard}: ${safeLine(near.explanation)} (${category})`,
    style.dim(`  near ${near.similarity.toFixed(3)}  ${safeLine(near.question)}`),
  ]
}

export function setLines({ id, isStored, reason }: SetReport): string[] {
  return [isStored ? `stored as ${id}` : `not stored: ${reason}`]
}

export function invalidationLines({ count, ids, isDryRun }: Invalidation): string[] {
  const shown = ids.slice(0, IDS_SHOWN_MAX).map((id) => `  ${id}`)
  const more = count > shown.length ? [`  ... and ${count - shown.length} more`] : []
  const what = countText(count, 'answer')
  if (!isDryRun) return [`took out ${what}`, ...shown, ...more]
  const how = count === 0 ? '' : '; nothing was changed, --yes does it'
  return [`would take out ${what}${how}`, ...shown, ...more]
}

export function explanationLines(told: Explanation, { columns, style }: Output): string[] {
  const { category, why, exactId, normalisedId, normalisedKey, threshold, load } = told
  const meaning = told.isSemanticOn ? `from ${threshold.toFixed(3)}` : 'off'
  const facts = [
    ['category', `${category} (${why})`],
    ['exact', exactId ?? 'no'],
    [
      'normalised',
      `${normalisedId ?? 'no'}${normalisedKey === null ? '' : `  "${normalisedKey}"`}`,
    ],
    ['by meaning', `${meaning}${load > 0 ? `, load ${load.toFixed(2)}` : ''}`],
  ]
  const candidates = told.candidates.flatMap((one) => [
    `${one.similarity.toFixed(3)}  ${cutText(safeLine(one.question), Math.max(40, columns - 7))}`,
    ...one.refusals.map(({ guard, reason }) => style.dim(`       ${guard}: ${safeLine(reason)}`)),
    ...(one.refusals.length > 0
      ? []
      : [
          style.dim(
            `       the gate agrees${one.isNearEnough ? '' : ', but it is not near enough'}`,
          ),
        ]),
  ])
  return [...tableLines(facts, { columns }), ...candidates]
}
