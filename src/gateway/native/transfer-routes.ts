/**
 * Import and export. The formats live elsewhere and are handed in by whoever composes the gateway.
 *
 * What an import makes is held to the caller's key like any other call, because it writes through the caller's Memory.
 */

import type { Memory } from '../../memory/memory.ts'
import { checkScope, type Scope } from '../../store/scope.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { lineStream } from '../line-stream.ts'
import { type Route, route } from '../route.ts'
import { importAnswer } from './answer-schemas.ts'
import { exportQuery, importQuery, scopeOfQuery } from './schemas.ts'

const EXPORT_PAGE_CUBES = 1_000

async function* cubeLines(memory: Memory, scope: Scope): AsyncGenerator<string> {
  for (let cursor: string | undefined; ; ) {
    const page = await memory.list({
      scope,
      limit: EXPORT_PAGE_CUBES,
      cursor,
      includeExpired: true,
    })
    for (const cube of page.cubes) yield JSON.stringify(cube)
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}

export function nativeTransferRoutes({ options }: GatewayParts): readonly Route[] {
  const { importText, exportLines } = options
  const exported = route({
    method: 'GET',
    path: '/api/export',
    summary: 'The live memories of a scope, one JSON value a line, oldest first.',
    errors: ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'],
    query: exportQuery,
    answerType: 'application/x-ndjson',
    handle: async ({ memory, query }) => {
      const scope = checkScope(scopeOfQuery(query.scope).scope ?? {})
      // Asked first, so that a scope outside the key is an error and not an empty file.
      await memory.list({ scope, limit: 1 })
      const lines = exportLines?.({ memory, scope }) ?? cubeLines(memory, scope)
      return new Response(lineStream(lines), {
        headers: {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'content-disposition': 'attachment; filename="loci-export.jsonl"',
        },
      })
    },
  })
  if (importText === undefined) return [exported]
  const imported = route({
    method: 'POST',
    path: '/api/import',
    summary:
      'Imports a file of conversations or memories; bad records are listed, the rest goes in.',
    errors: ['FORMAT_UNKNOWN', 'SCOPE_INVALID', 'FORBIDDEN', 'STORE_BUSY', 'STORE_FULL'],
    query: importQuery,
    bodyKind: 'text',
    answer: importAnswer,
    handle: ({ memory, query, text }) =>
      importText({
        memory,
        ...scopeOfQuery(query.scope),
        format: query.format ?? 'auto',
        text,
        name: query.name ?? 'upload',
      }),
  })
  return [exported, imported]
}
