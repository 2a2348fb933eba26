/**
 * The export formats, each under the name of the import format that reads it back.
 *
 * The first is the default and the only one that keeps every field; the others keep what their programs have a place for.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { ExportFormat } from './export-format.ts'
import { jsonlExport } from './jsonl-export.ts'
import { mcpMemoryExport } from './mcp-memory-export.ts'
import { mem0Export } from './mem0-export.ts'

export const exportFormats = [
  jsonlExport,
  mem0Export,
  mcpMemoryExport,
] as const satisfies readonly ExportFormat[]

/** Throws FORMAT_UNKNOWN with the nearest spelling. */
export function exportFormatNamed(name: string): ExportFormat {
  const format = exportFormats.find((candidate) => candidate.name === name)
  if (format !== undefined) return format
  const names = exportFormats.map((candidate) => candidate.name)
  const near = nearest(name, names)
  throw new LociError('FORMAT_UNKNOWN', `no export format is called ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}There are ${names.join(', ')}.`,
  })
}
