/**
 * Reads what an OpenAI-compatible `/embeddings` endpoint answered: JSON to unit rows in the order of the texts.
 *
 * Invariant: a row that leaves here has the asked count and place, finite numbers and length 1. Anything else (a web page, fewer rows, an
 * index twice, null among the numbers, zeros) is EMBEDDER_INVALID_ANSWER, and no row of that answer is used. Rows may be arrays of
 * numbers or base64 of little-endian float32, whatever was asked for: servers differ.
 */

import { LociError } from '../errors.ts'
import { normalise } from '../model/unit-vector.ts'

interface AnswerRow {
  readonly index?: unknown
  readonly embedding?: unknown
}

/** Characters of a foreign answer that an error repeats. */
const EXCERPT_CHARACTERS_MAX = 200
const FLOAT_BYTES = 4

function invalid(what: string, details: Record<string, unknown> = {}): LociError {
  return new LociError('EMBEDDER_INVALID_ANSWER', `the embedder answered ${what}`, { details })
}

export function excerptOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, EXCERPT_CHARACTERS_MAX)
}

function fromBase64(text: string): Float32Array {
  // A copy of its own: pooled bytes need not begin at a multiple of four.
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  if (bytes.length === 0 || bytes.length % FLOAT_BYTES !== 0) {
    throw invalid(`${bytes.length} base64 bytes, which are no float32 numbers`)
  }
  return new Float32Array(bytes.buffer)
}

function fromNumbers(values: readonly unknown[], row: number): Float32Array {
  const isNumeric = values.every((value) => typeof value === 'number')
  if (!isNumeric) throw invalid('a row with something other than numbers', { row })
  return Float32Array.from(values as readonly number[])
}

function unitRow(embedding: unknown, row: number): Float32Array {
  let values: Float32Array
  if (typeof embedding === 'string') values = fromBase64(embedding)
  else if (Array.isArray(embedding)) values = fromNumbers(embedding, row)
  else throw invalid('a row without an embedding', { row })
  if (values.length === 0) throw invalid('an empty row', { row })
  if (!normalise(values)) throw invalid('a row of zeros, NaN or infinity', { row })
  return values
}

function parseRows(body: string): readonly AnswerRow[] {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch (cause) {
    const message = 'the embedder answered something other than JSON'
    const details = { excerpt: excerptOf(body) }
    throw new LociError('EMBEDDER_INVALID_ANSWER', message, { cause, details })
  }
  const rows = (answer as { data?: unknown } | null)?.data
  const isRows = Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null)
  if (!isRows) throw invalid('JSON without a list of rows', { excerpt: excerptOf(body) })
  return rows as AnswerRow[]
}

/** Where a row belongs: its own index, or its place when no row has one. */
function placeOf(row: AnswerRow, position: number, textCount: number): number {
  if (row.index === undefined) return position
  const isPlace = Number.isInteger(row.index) && (row.index as number) >= 0
  if (isPlace && (row.index as number) < textCount) return row.index as number
  throw invalid(`a row with the index ${String(row.index)}`, { row: position })
}

/** The rows for `textCount` texts, in the order of the texts. */
export function readEmbeddings(body: string, textCount: number): Float32Array[] {
  const rows = parseRows(body)
  if (rows.length !== textCount) {
    const details = { expected: textCount, received: rows.length }
    throw invalid(`${rows.length} rows for ${textCount} texts`, details)
  }
  const placed = new Map<number, Float32Array>()
  for (const [position, row] of rows.entries()) {
    const place = placeOf(row, position, textCount)
    if (placed.has(place)) throw invalid(`two rows with the index ${place}`)
    placed.set(place, unitRow(row.embedding, place))
  }
  return Array.from({ length: textCount }, (_, index) => placed.get(index)!)
}
