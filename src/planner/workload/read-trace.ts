/**
 * A trace out of its lines: format by content, requests in the order of arrival, one after another, whatever the size of the file.
 *
 * Refused, each with a code and a line: a file of no known form (TRACE_UNKNOWN), one without a request, times that go back in a format
 * that has an order, a line that cannot be (TRACE_INVALID), and more requests than the limit (TRACE_TOO_LARGE). Formats without an
 * order are read whole and put in order; ordered ones stream. The first arrival is zero.
 */

import { LociError } from '../../errors.ts'
import { traceFormatOf } from './format-registry.ts'
import { type RawRequest, refuseLine, type TraceFormat } from './trace-format.ts'
import { TRACE_REQUESTS_MAX, type TraceReport, type TraceRequest } from './trace-request.ts'

export interface TraceSource {
  readonly lines: AsyncIterable<string>
  readonly path: string
  /** Times that go back are put in order rather than refused; the trace is then read whole. */
  readonly sorts?: boolean
  readonly requestsMax?: number
}

type Read = RawRequest & { readonly line: number }

function formatOf(head: string, path: string): TraceFormat {
  const format = traceFormatOf(head)
  if (format !== null) return format
  const begins = JSON.stringify(head.slice(0, 60))
  throw new LociError('TRACE_UNKNOWN', `${path} begins with ${begins}, which no trace does`)
}

/** Requests as they stand in the file. */
async function* rawRequests(source: TraceSource, report: TraceReport): AsyncGenerator<Read> {
  const { lines, path, requestsMax = TRACE_REQUESTS_MAX } = source
  let number = 0
  let read: ReturnType<TraceFormat['open']> | null = null
  let count = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    if (read === null) {
      const format = formatOf(line, path)
      report.format = format.name
      read = format.open(path)
    }
    const outcome = read(line, number)
    if ('leftOut' in outcome) {
      report.leftOut[outcome.leftOut] = (report.leftOut[outcome.leftOut] ?? 0) + 1
      continue
    }
    count += outcome.length
    if (count > requestsMax) {
      throw new LociError('TRACE_TOO_LARGE', `${path}: more than ${requestsMax} requests`)
    }
    for (const request of outcome) yield { ...request, line: number }
  }
  if (read === null) throw new LociError('TRACE_INVALID', `${path} is empty`)
}

function finished(request: Read, firstMs: number, report: TraceReport): TraceRequest {
  const arrivalMs = request.arrivalMs - firstMs
  report.requestCount += 1
  report.promptTokens += request.promptTokens
  report.outputTokens += request.outputTokens
  report.lastArrivalMs = arrivalMs
  return {
    session: null,
    gapMs: null,
    tool: null,
    blocks: null,
    blockTokens: null,
    measuredMs: null,
    ...request,
    arrivalMs,
  }
}

async function* inFileOrder(
  source: TraceSource,
  report: TraceReport,
): AsyncGenerator<TraceRequest> {
  let firstMs: number | null = null
  let lastMs = 0
  for await (const request of rawRequests(source, report)) {
    firstMs ??= request.arrivalMs
    if (request.arrivalMs < Math.max(lastMs, firstMs)) {
      refuseLine(
        source.path,
        request.line,
        `arrives ${lastMs - request.arrivalMs} ms before the line above`,
      )
    }
    lastMs = request.arrivalMs
    yield finished(request, firstMs, report)
  }
}

/** `report` is filled while the requests are taken. */
export async function* readTrace(
  source: TraceSource,
  report: TraceReport,
): AsyncGenerator<TraceRequest> {
  const lines = source.lines[Symbol.asyncIterator]()
  const head = await lines.next()
  const format = head.done === true ? null : traceFormatOf(head.value)
  const all: TraceSource = {
    ...source,
    lines: (async function* () {
      if (head.done !== true) yield head.value
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        yield next.value
      }
    })(),
  }
  if (source.sorts !== true && (format === null || format.isOrdered)) {
    yield* inFileOrder(all, report)
  } else {
    const requests: Read[] = []
    for await (const request of rawRequests(all, report)) requests.push(request)
    requests.sort((a, b) => a.arrivalMs - b.arrivalMs)
    const firstMs = requests[0]?.arrivalMs ?? 0
    for (const request of requests) yield finished(request, firstMs, report)
  }
  if (report.requestCount > 0) return
  throw new LociError('TRACE_INVALID', `${source.path} holds no request`)
}
