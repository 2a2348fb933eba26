/**
 * The seam of `loci export`: a format is a way to write the live memories of a scope, oldest first, a part at a time.
 *
 * Bounded memory: one page of memories is held. What is exported is the current version of each; history stays in the store.
 */

import type { Memory } from '../../memory/memory.ts'

export type ExportScope = Parameters<Memory['list']>[0]['scope']
export type ExportMemory = Pick<Memory, 'list' | 'episode' | 'graph'>
export type ExportedCube = Awaited<ReturnType<Memory['get']>>

export interface ExportFormat {
  readonly name: string
  readonly summary: string
  /** The file's text in parts; joined they are the file. */
  write(memory: ExportMemory, scope: ExportScope): AsyncIterable<string>
}

const PAGE_CUBES = 500

/** Live memories, expired ones included: their expiry is exported too. */
export async function* exportedCubes(
  memory: ExportMemory,
  scope: ExportScope,
): AsyncGenerator<ExportedCube> {
  let cursor: string | undefined
  do {
    const page = await memory.list({
      scope,
      includeExpired: true,
      isCounted: false,
      limit: PAGE_CUBES,
      cursor,
    })
    yield* page.cubes
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
