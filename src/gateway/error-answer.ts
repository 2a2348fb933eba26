/**
 * Errors as HTTP answers, in the dialect of whoever asked.
 *
 * Native and mem0 callers get the table's record (`detail` beside it is where mem0's own clients look); OpenAI callers get the shape
 * that their clients parse, MCP callers a JSON-RPC error. Status, hint and code come from the one table; a stack trace never leaves.
 */

import { type ErrorCode, type ErrorRecord, errorTable, type LociError } from '../errors.ts'
import { RETRY_AFTER_SECONDS } from './limits.ts'

export type Dialect = 'native' | 'mem0' | 'openai' | 'mcp'

/** The error object that OpenAI clients read; `hint` and `retryable` are ours. */
export interface OpenAiError {
  readonly message: string
  readonly type: string
  readonly code: string
  readonly param: string | null
  readonly hint: string
  readonly retryable: boolean
}

const typeByStatus: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
}

/** Where OpenAI's clients look for a code (and a status) of theirs. */
const openAiNames: Partial<Record<ErrorCode, { readonly status: number; readonly code: string }>> =
  {
    MODEL_CONTEXT_OVERFLOW: { status: 400, code: 'context_length_exceeded' },
    MODEL_NOT_SERVED: { status: 404, code: 'model_not_found' },
  }

/** The status of an error's answer in the dialect of whoever asked. */
export function statusOf(code: ErrorCode, dialect: Dialect): number {
  const named = dialect === 'openai' ? openAiNames[code] : undefined
  return named?.status ?? errorTable[code].status
}

export function openAiError(error: LociError): OpenAiError {
  const { code, message, hint, retryable, details } = error
  const { status } = errorTable[code]
  const known = openAiNames[code]
  const byStatus =
    typeByStatus[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error')
  const field = details?.field ?? details?.key
  return {
    message,
    type: known === undefined ? byStatus : 'invalid_request_error',
    code: known?.code ?? code,
    param: typeof field === 'string' && field !== '' ? field : null,
    hint,
    retryable,
  }
}

/** The numbers of JSON-RPC 2.0; what they do not tell apart is in `data`. */
function jsonRpcError(record: ErrorRecord): object {
  const { status } = errorTable[record.code]
  const isUnreadable = record.code === 'INPUT_MALFORMED_JSON' || record.code === 'INPUT_NOT_UTF8'
  const refused = status >= 500 ? -32_603 : -32_000
  const message = `${record.code}: ${record.message}. ${record.hint}`
  return { code: isUnreadable ? -32_700 : refused, message, data: record }
}

function bodyOf(error: LociError, dialect: Dialect): object {
  const record: ErrorRecord = error.toJSON()
  switch (dialect) {
    case 'native':
      return { error: record }
    case 'mem0':
      return { error: record, detail: `${record.message}. ${record.hint}` }
    case 'openai':
      return { error: openAiError(error) }
    case 'mcp':
      return { jsonrpc: '2.0', error: jsonRpcError(record), id: null }
    default:
      return dialect satisfies never
  }
}

/** Seconds; null where waiting is not the answer. */
function retryAfterOf({ code, details }: LociError): number | null {
  if (code === 'TOO_BUSY') return RETRY_AFTER_SECONDS
  if (code !== 'ENGINE_QUEUE_FULL') return null
  const waitMs = details?.retryAfterMs
  return typeof waitMs === 'number' ? Math.max(1, Math.ceil(waitMs / 1_000)) : RETRY_AFTER_SECONDS
}

export function errorAnswer(error: LociError, dialect: Dialect): Response {
  const status = statusOf(error.code, dialect)
  const headers: Record<string, string> = {}
  const wait = retryAfterOf(error)
  if (wait !== null) headers['retry-after'] = String(wait)
  if (error.code === 'SHUTTING_DOWN') headers.connection = 'close'
  if (error.code === 'UNAUTHORIZED') headers['www-authenticate'] = 'Bearer realm="loci"'
  const allow = error.details?.allow
  if (error.code === 'METHOD_NOT_ALLOWED' && Array.isArray(allow)) {
    headers.allow = allow.join(', ')
  }
  return Response.json(bodyOf(error, dialect), { status, headers })
}

const mem0Paths =
  /^\/(?:v1\/(?:ping|memories|batch|entities|event)|v2\/(?:memories|entities)|v3\/memories|memories|search|reset|configure|entities)(?:\/|$)/

const openAiPaths = /^\/(?:v1\/|(?:tokenize|detokenize|apply-template)\/?$)/

/** Which dialect an address speaks, whether it exists or not. */
export function dialectOf(path: string): Dialect {
  if (mem0Paths.test(path)) return 'mem0'
  if (/^\/mcp(?:\/|$)/.test(path)) return 'mcp'
  return openAiPaths.test(path) ? 'openai' : 'native'
}
