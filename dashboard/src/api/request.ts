/**
 * One request to the gateway: JSON in, JSON out, failures as ApiError.
 *
 * Owns the API key: kept for this tab only (sessionStorage), sent as a bearer token. Addresses are relative to the page, so the
 * dashboard never speaks to another origin.
 */

import type { ErrorRecord, Json } from '../api-types.ts'
import { ApiError, notAnAnswer, unreachable } from './api-error.ts'

const keyName = 'loci.key'

export function apiKey(): string | null {
  return sessionStorage.getItem(keyName)
}

export function setApiKey(key: string): void {
  sessionStorage.setItem(keyName, key)
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly text?: string | Blob
  readonly signal?: AbortSignal
}

function isErrorBody(body: unknown): body is { error: ErrorRecord } {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error
}

export function authorised(): Record<string, string> {
  const key = apiKey()
  return key === null ? {} : { authorization: `Bearer ${key}` }
}

function bodyOf(options: RequestOptions): {
  body?: string | Blob
  headers: Record<string, string>
} {
  const headers = authorised()
  if (options.json !== undefined) {
    return {
      body: JSON.stringify(options.json),
      headers: { ...headers, 'content-type': 'application/json' },
    }
  }
  if (options.text === undefined) return { headers }
  return {
    body: options.text,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  }
}

/** Resolves with the body of a 2xx answer; an aborted request rejects with the signal's reason. */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', signal } = options
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...bodyOf(options),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw unreachable(cause)
  }
  let body: Json
  try {
    body = await response.json()
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw notAnAnswer(response.status, cause)
  }
  if (response.ok) return body as Answer
  throw isErrorBody(body) ? new ApiError(body.error, response.status) : notAnAnswer(response.status)
}

type Signal = AbortSignal | undefined

export function get<Answer>(path: string, signal?: Signal): Promise<Answer> {
  return request<Answer>(path, signal === undefined ? {} : { signal })
}

export function post<Answer>(path: string, json: unknown, signal?: Signal): Promise<Answer> {
  return request<Answer>(path, {
    method: 'POST',
    json,
    ...(signal === undefined ? {} : { signal }),
  })
}

export function put<Answer>(path: string, json: unknown): Promise<Answer> {
  return request<Answer>(path, { method: 'PUT', json })
}

/** `path?name=value`, without what is absent or empty. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') given.set(name, String(value))
  }
  return given.size === 0 ? path : `${path}?${given}`
}
