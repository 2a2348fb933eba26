/**
 * From what a person types to an id: a whole one, or its end as printed in tables.
 *
 * The end of an id is random, so eight characters tell apart all memories of a life. Looking one up scans the scopes, newest
 * log entries first for batches; a whole id costs nothing. An end that fits two is refused with both.
 */

import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { BatchId, CubeId } from '../store/cube.ts'

const wholeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const idEnd = /^[0-9a-f-]{4,35}$/i
const LIST_PAGE_CUBES = 1_000
/** Log entries that are searched for the end of a batch id. */
const LOG_ENTRIES_MAX = 50_000

type Reads = Pick<Memory, 'scopes' | 'list' | 'log'>

function checkEnd(text: string): string {
  const end = text.replace(/^[#…]+/u, '').toLowerCase()
  if (idEnd.test(end)) return end
  throw new LociError('INPUT_INVALID', `${JSON.stringify(text)} is not an id or the end of one`, {
    hint: 'Copy an id as printed: 36 characters, or at least the last 4.',
  })
}

function theOne(
  found: ReadonlySet<string>,
  text: string,
  code: 'MEMORY_NOT_FOUND' | 'BATCH_NOT_FOUND',
) {
  const ids = [...found]
  if (ids.length === 1) return ids[0]!
  if (ids.length === 0) throw new LociError(code, `no id ends in ${JSON.stringify(text)}`)
  throw new LociError('INPUT_INVALID', `${ids.length} ids end in ${JSON.stringify(text)}`, {
    hint: `Give more of it: ${ids.slice(0, 5).join(', ')}.`,
  })
}

export async function resolveCubeId(memory: Reads, text: string): Promise<CubeId> {
  if (wholeId.test(text)) return text.toLowerCase() as CubeId
  const end = checkEnd(text)
  const found = new Set<string>()
  for (const { scope } of await memory.scopes()) {
    let cursor: string | undefined
    do {
      const page = await memory.list({
        scope,
        state: 'all',
        includeExpired: true,
        isCounted: false,
        limit: LIST_PAGE_CUBES,
        cursor,
      })
      for (const { id } of page.cubes) if (id.endsWith(end)) found.add(id)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return theOne(found, text, 'MEMORY_NOT_FOUND') as CubeId
}

export async function resolveBatchId(memory: Reads, text: string): Promise<BatchId> {
  if (wholeId.test(text)) return text.toLowerCase() as BatchId
  const end = checkEnd(text)
  const found = new Set<string>()
  for (const { batch } of await memory.log({ isDescending: true, limit: LOG_ENTRIES_MAX })) {
    if (batch.endsWith(end)) found.add(batch)
  }
  return theOne(found, text, 'BATCH_NOT_FOUND') as BatchId
}
