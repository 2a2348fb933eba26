/**
 * OpenTelemetry spans of calls to models (semantic conventions for generative AI), as collectors write them: OTLP JSON, one export a line.
 *
 * A span counts when it has `gen_ai.usage.input_tokens` and `gen_ai.usage.output_tokens` (or the older `prompt_tokens` and
 * `completion_tokens`). Its start is the arrival, its end the measured time, `gen_ai.conversation.id` or else its trace id the session. Spans
 * without tokens (of tools, of chains) are no requests. Exporters write spans as they end: the
 * reader puts requests in order.
 */

import {
  headObject,
  objectOf,
  type Place,
  type RawRequest,
  refuseLine,
  type TraceFormat,
  tokensOf,
} from '../trace-format.ts'

type Fields = Readonly<Record<string, unknown>>
type Attributes = ReadonlyMap<string, unknown>

const SPANS_MAX = 1_000_000

function listOf(value: unknown): Fields[] {
  if (!Array.isArray(value) || value.length > SPANS_MAX) return []
  return value.filter((one): one is Fields => typeof one === 'object' && one !== null)
}

function attributesOf(span: Fields): Attributes {
  return new Map(
    listOf(span.attributes).map(({ key, value }) => {
      const inner = (value ?? {}) as Fields
      return [String(key), inner.intValue ?? inner.stringValue ?? inner.doubleValue]
    }),
  )
}

function firstOf(attributes: Attributes, names: readonly string[]): unknown {
  for (const name of names) if (attributes.has(name)) return attributes.get(name)
  return undefined
}

/** Nanoseconds since 1970, which a double does not hold: the last digits are cut before it becomes one. */
function millisecondsOf(value: unknown, name: string, { path, line }: Place): number {
  const digits = String(value)
  if (!/^\d{1,20}$/.test(digits))
    return refuseLine(path, line, `${name} is ${JSON.stringify(value)}`)
  return Number(BigInt(digits) / 1000n) / 1000
}

function requestOf(span: Fields, place: Place): RawRequest | null {
  const attributes = attributesOf(span)
  const input = firstOf(attributes, ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'])
  const output = firstOf(attributes, [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
  ])
  if (input === undefined || output === undefined) return null
  const arrivalMs = millisecondsOf(span.startTimeUnixNano, 'startTimeUnixNano', place)
  const endMs = millisecondsOf(span.endTimeUnixNano, 'endTimeUnixNano', place)
  if (endMs < arrivalMs) refuseLine(place.path, place.line, 'a span ends before it starts')
  const session = firstOf(attributes, ['gen_ai.conversation.id', 'session.id']) ?? span.traceId
  return {
    arrivalMs,
    promptTokens: tokensOf(input, 'gen_ai.usage.input_tokens', place),
    outputTokens: tokensOf(output, 'gen_ai.usage.output_tokens', place),
    session: typeof session === 'string' ? session : null,
    measuredMs: endMs - arrivalMs,
  }
}

function spansOf(fields: Fields): Fields[] {
  return listOf(fields.resourceSpans).flatMap((resource) =>
    listOf(resource.scopeSpans ?? resource.instrumentationLibrarySpans).flatMap((scope) =>
      listOf(scope.spans),
    ),
  )
}

export const genaiSpans: TraceFormat = {
  name: 'genai-spans',
  isOrdered: false,
  recognises: (head) => {
    const first = headObject(head)
    return first === null
      ? head.startsWith('{"resourceSpans":[')
      : Array.isArray(first.resourceSpans)
  },
  open: (path) => (line, number) => {
    const place = { path, line: number }
    const spans = spansOf(objectOf(line, place))
    const requests = spans.flatMap((span) => requestOf(span, place) ?? [])
    return requests.length === 0 ? { leftOut: 'export without a call to a model' } : requests
  },
}
