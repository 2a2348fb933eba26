/**
 * What went wrong at a chat endpoint, as an error of the Model port.
 *
 * Invariant: no message repeats what the endpoint said, because endpoints repeat what they were sent; only its code or type, if it looks like
 * one. The excerpt in the details has the key taken out, and there is none where the key itself was refused.
 */

import { type ErrorCode, LociError } from '../errors.ts'

const RETRY_AFTER_SECONDS_MAX = 3_600
const EXCERPT_CHARACTERS_MAX = 300
const timeoutStatuses = new Set([408, 504])
const keyStatuses = new Set([401, 402, 403, 407])

const overflow =
  /context[_ -]?(?:length|window|size)|maximum context|max_model_len|too many tokens|prompt (?:is )?too long|input (?:is )?too long|exceeds? the (?:available )?context/i
const identifier = /^[\w.:-]{1,60}$/

export interface Refusal {
  readonly where: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly apiKey: string | undefined
}

interface Said {
  /** The endpoint's own code or type. */
  readonly code: string | null
  readonly text: string
}

/** What an error's body says, in any of the shapes in use. */
export function saidIn(body: string): Said {
  try {
    const { error, message } = JSON.parse(body) as { error?: unknown; message?: unknown }
    const inner =
      typeof error === 'object' && error !== null ? error : { message: error ?? message }
    const { code, type, message: text } = inner as Record<string, unknown>
    const named = [code, type].find((one) => typeof one === 'string' && identifier.test(one))
    return { code: (named as string | undefined) ?? null, text: String(text ?? body) }
  } catch {
    // Not JSON: the text is all there is.
    return { code: null, text: body }
  }
}

function codeOf(status: number, said: Said): ErrorCode {
  if (status === 429) return 'MODEL_RATE_LIMITED'
  if (keyStatuses.has(status)) return 'MODEL_REFUSED'
  if (status === 413 || overflow.test(`${said.code} ${said.text}`)) return 'MODEL_CONTEXT_OVERFLOW'
  if (timeoutStatuses.has(status)) return 'MODEL_TIMEOUT'
  if (status >= 500 || status === 425 || status === 409) return 'MODEL_UNAVAILABLE'
  return 'MODEL_REFUSED'
}

/** Seconds, or a date beside the answer's own: the clock here need not agree with the one there. */
export function retryAfterSeconds(headers: Headers): number | null {
  const header = headers.get('retry-after')
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.min(Math.max(0, seconds), RETRY_AFTER_SECONDS_MAX)
  const wait = (Date.parse(header) - Date.parse(headers.get('date') ?? '')) / 1_000
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), RETRY_AFTER_SECONDS_MAX) : null
}

function excerptOf(text: string, apiKey: string | undefined): string {
  const bare = apiKey === undefined || apiKey === '' ? text : text.replaceAll(apiKey, '***')
  return bare.replace(/\s+/g, ' ').trim().slice(0, EXCERPT_CHARACTERS_MAX)
}

export function refusalError({ where, status, headers, body, apiKey }: Refusal): LociError {
  const said = saidIn(body)
  const named = said.code === null ? '' : ` (${said.code})`
  const code = codeOf(status, said)
  const wait = code === 'MODEL_RATE_LIMITED' ? retryAfterSeconds(headers) : null
  const details = {
    status,
    ...(wait === null ? {} : { retryAfterSeconds: wait }),
    ...(keyStatuses.has(status) ? {} : { excerpt: excerptOf(said.text, apiKey) }),
  }
  return new LociError(code, `${where} answered ${status}${named}`, { details })
}

/** An error that came inside a stream, after its head had promised success. */
export function streamedError(where: string, body: string, apiKey: string | undefined): LociError {
  const said = saidIn(body)
  const named = said.code === null ? '' : ` (${said.code})`
  const isOverflow = overflow.test(`${said.code} ${said.text}`)
  const isLimit = /rate.?limit/i.test(`${said.code}`)
  const code = isOverflow
    ? 'MODEL_CONTEXT_OVERFLOW'
    : isLimit
      ? 'MODEL_RATE_LIMITED'
      : 'MODEL_UNAVAILABLE'
  const details = { excerpt: excerptOf(said.text, apiKey) }
  return new LociError(code, `${where} broke off with an error${named}`, { details })
}

const connectionCodes: Partial<Record<ErrorCode, ErrorCode>> = {
  UPSTREAM_UNREACHABLE: 'MODEL_UNAVAILABLE',
  UPSTREAM_TIMEOUT: 'MODEL_TIMEOUT',
  UPSTREAM_INTERRUPTED: 'MODEL_UNAVAILABLE',
}

/** An error of the connection; anything else (the caller's own reason) stays what it is. */
export function connectionError(cause: unknown): unknown {
  if (!LociError.is(cause)) return cause
  const { message } = cause
  const known = connectionCodes[cause.code]
  if (known !== undefined) return new LociError(known, message, { cause })
  if (cause.code !== 'UPSTREAM_INVALID') return cause
  const status = Number(cause.details?.status ?? 200)
  // A page for people: a proxy in front of a server that is down, a log-in, or an address that is none.
  const code =
    status >= 500 ? 'MODEL_UNAVAILABLE' : status >= 300 ? 'MODEL_REFUSED' : 'MODEL_INVALID_ANSWER'
  return new LociError(code, message, { cause, details: { status } })
}
