/**
 * The import formats. Order matters to recognition only: the first that knows the content reads it, the loosest comes last.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import { chatgptFormat } from './chatgpt-format.ts'
import type { ImportFormat } from './import-format.ts'
import type { JsonValue } from './json-value.ts'
import { jsonlFormat } from './jsonl-format.ts'
import { locomoFormat } from './locomo-format.ts'
import { mcpMemoryFormat } from './mcp-memory-format.ts'
import { mem0Format } from './mem0-format.ts'

export const importFormats = [
  locomoFormat,
  chatgptFormat,
  mcpMemoryFormat,
  mem0Format,
  jsonlFormat,
] as const satisfies readonly ImportFormat[]

export const importFormatNames: readonly string[] = importFormats.map(({ name }) => name)

/** Throws FORMAT_UNKNOWN with the nearest spelling. */
export function importFormatNamed(name: string): ImportFormat {
  const format = importFormats.find((candidate) => candidate.name === name)
  if (format !== undefined) return format
  const near = nearest(name, importFormatNames)
  throw new LociError('FORMAT_UNKNOWN', `no import format is called ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}There are auto, ${importFormatNames.join(', ')}.`,
  })
}

/** The format of the first value that one recognises, or undefined. */
export function recogniseFormat(values: readonly JsonValue[]): ImportFormat | undefined {
  for (const value of values) {
    const found = importFormats.find((format) => format.recognises(value))
    if (found !== undefined) return found
  }
  return undefined
}
