/** The gate between claims, tests and pages: pure over texts. */

import type { Claim } from './claim.ts'

const citation = /\[([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+-\d+)\]/g

/** Ids in brackets inside the names of tests. */
export function citedIds(source: string): string[] {
  const names = source.matchAll(
    /\b(?:test|it|describe)(?:\.\w+)?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g,
  )
  return [...names].flatMap((name) => [...name[2]!.matchAll(citation)].map((match) => match[1]!))
}

/** Ids that a page lists: items that begin with the id in backticks. */
export function listedIds(page: string): string[] {
  return [...page.matchAll(/^[-*|]\s*`([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+-\d+)`/gm)].map(
    (match) => match[1]!,
  )
}

export interface Evidence {
  /** Path -> text of every test file. */
  readonly tests: ReadonlyMap<string, string>
  /** Row -> text of its page. */
  readonly pages: ReadonlyMap<string, string>
}

/** Sentences, one a broken promise; empty when claims, tests and pages agree. */
export function gaps(claims: readonly Claim[], { tests, pages }: Evidence): string[] {
  const cited = new Map<string, string>()
  for (const [path, source] of tests) for (const id of citedIds(source)) cited.set(id, path)
  const known = new Set(claims.map((claim) => claim.id))
  const found: string[] = []
  if (known.size < claims.length) found.push('two claims have one id')
  for (const { id } of claims) if (!cited.has(id)) found.push(`${id}: no test cites it`)
  for (const [id, path] of cited)
    if (!known.has(id)) found.push(`${id}: cited by ${path}, claimed nowhere`)
  const rows = new Set(claims.map((claim) => claim.row))
  for (const row of rows) {
    const page = pages.get(row)
    if (page === undefined) found.push(`${row}: no page docs/papers/${row}.md`)
    else found.push(...pageGaps(row, page, claims))
  }
  return found
}

function pageGaps(row: string, page: string, claims: readonly Claim[]): string[] {
  const listed = listedIds(page)
  const own = claims.filter((claim) => claim.row === row).map((claim) => claim.id)
  return [
    ...own
      .filter((id) => !listed.includes(id))
      .map((id) => `${id}: not listed in docs/papers/${row}.md`),
    ...listed
      .filter((id) => !own.includes(id))
      .map((id) => `${id}: listed in docs/papers/${row}.md, not claimed there`),
  ]
}
