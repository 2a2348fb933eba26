/**
 * Traces that are tables: BurstGPT, Azure's inference traces, Vidur's and APEX's forms of them.
 *
 * Columns are found by name: BurstGPT's third release put two columns between the old ones, which readers by position misread. In
 * BurstGPT an answer of no tokens is a failure, and is left out and counted. Azure's times are of a calendar; the first is zero.
 */

import { csvFields } from '../../../stdx/csv-line.ts'
import {
  type LineOutcome,
  type Place,
  refuseLine,
  type TraceFormat,
  timeOf,
  tokensOf,
} from '../trace-format.ts'

type Cells = (column: string) => string | undefined

interface CsvTrace {
  readonly name: string
  /** Columns that only this format has together. */
  readonly columns: readonly string[]
  readonly isOrdered?: boolean
  read(cells: Cells, place: Place): LineOutcome
}

function columnsOf(head: string): string[] {
  return (csvFields(head.replace(/^\uFEFF/, '').trim()) ?? []).map((name) => name.trim())
}

function azureTime(text: string | undefined, { path, line }: Place): number {
  // Seven digits of a second; Date keeps three of them.
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|\+00:00)?$/.exec(
    text ?? '',
  )
  const whole = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`)
  if (match === null || Number.isNaN(whole)) {
    return refuseLine(path, line, `TIMESTAMP is ${JSON.stringify(text)}`)
  }
  return whole + Number(match[3] ?? 0) * 1000
}

const formats: readonly CsvTrace[] = [
  {
    name: 'burstgpt',
    columns: ['Timestamp', 'Model', 'Request tokens', 'Response tokens'],
    read(cells, place) {
      const outputTokens = tokensOf(cells('Response tokens'), 'Response tokens', place)
      const promptTokens = tokensOf(cells('Request tokens'), 'Request tokens', place)
      const arrivalMs = timeOf(cells('Timestamp'), 'Timestamp', place) * 1000
      if (outputTokens === 0) return { leftOut: 'failed: no tokens in the answer' }
      const session = cells('Session ID')
      const elapsed = Number(cells('Elapsed time'))
      return [
        {
          arrivalMs,
          promptTokens,
          outputTokens,
          session: session === undefined || session === '' ? null : session,
          measuredMs: Number.isFinite(elapsed) && elapsed > 0 ? elapsed * 1000 : null,
        },
      ]
    },
  },
  {
    name: 'apex',
    columns: ['ContextTokens', 'GeneratedTokens', 'RequestID', 'StartTimeOffset'],
    read: (cells, place) => [
      {
        arrivalMs: timeOf(cells('StartTimeOffset'), 'StartTimeOffset', place) / 1e6,
        promptTokens: tokensOf(cells('ContextTokens'), 'ContextTokens', place),
        outputTokens: tokensOf(cells('GeneratedTokens'), 'GeneratedTokens', place),
      },
    ],
  },
  {
    name: 'azure',
    columns: ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'],
    read: (cells, place) => [
      {
        arrivalMs: azureTime(cells('TIMESTAMP'), place),
        promptTokens: tokensOf(cells('ContextTokens'), 'ContextTokens', place),
        outputTokens: tokensOf(cells('GeneratedTokens'), 'GeneratedTokens', place),
      },
    ],
  },
  {
    name: 'vidur',
    columns: ['arrived_at', 'num_prefill_tokens', 'num_decode_tokens'],
    read: (cells, place) => [
      {
        arrivalMs: timeOf(cells('arrived_at'), 'arrived_at', place) * 1000,
        promptTokens: tokensOf(cells('num_prefill_tokens'), 'num_prefill_tokens', place),
        outputTokens: tokensOf(cells('num_decode_tokens'), 'num_decode_tokens', place),
      },
    ],
  },
]

function traceFormatOf(format: CsvTrace): TraceFormat {
  return {
    name: format.name,
    isOrdered: format.isOrdered ?? true,
    recognises(head) {
      const columns = columnsOf(head)
      return format.columns.every((name) => columns.includes(name))
    },
    open(path) {
      let at: Map<string, number> | null = null
      return (line, number) => {
        if (at === null) {
          at = new Map(columnsOf(line).map((name, index) => [name, index]))
          return []
        }
        const fields = csvFields(line)
        if (fields === null || fields.length !== at.size) {
          refuseLine(path, number, `${fields?.length ?? 'damaged'} cells for ${at.size} columns`)
        }
        const places = at
        const cells: Cells = (column) => fields[places.get(column) ?? -1]?.trim()
        return format.read(cells, { path, line: number })
      }
    },
  }
}

export const csvTraces: readonly TraceFormat[] = formats.map(traceFormatOf)
