/**
 * One call to a Loci gateway that runs elsewhere: JSON in, JSON out, its errors as the errors that they were there.
 *
 * Does not retry and follows no redirect: a key must not travel to another host.
 */

import { type ErrorCode, type ErrorRecord, errorTable, LociError } from '../errors.ts'

export interface GatewayCall {
  /** `http://127.0.0.1:7077`. */
  readonly url: string
  readonly key: string | undefined
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly timeoutMs: number
}

/** Throws CONFIG_INVALID for an address that is none, UPSTREAM_UNREACHABLE, UPSTREAM_INVALID, and whatever the gateway refuses with. */
export async function callGateway<Answer>(call: GatewayCall): Promise<Answer> {
  const address = addressOf(call)
  let response: Response
  try {
    response = await fetch(address, {
      method: call.method,
      redirect: 'error',
      signal: AbortSignal.timeout(call.timeoutMs),
      headers: {
        'content-type': 'application/json',
        ...(call.key === undefined ? {} : { authorization: `Bearer ${call.key}` }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
  } catch (cause) {
    throw new LociError('UPSTREAM_UNREACHABLE', `no gateway answers at ${address}`, {
      hint: 'Start one with `loci serve`, and name its address as it prints it.',
      cause,
    })
  }
  return readAnswer<Answer>(address, response)
}

function addressOf({ url, path }: GatewayCall): string {
  const base = URL.parse(url)
  if (base?.protocol === 'http:' || base?.protocol === 'https:') {
    return `${base.href.replace(/\/+$/, '')}${path}`
  }
  throw new LociError('CONFIG_INVALID', `${JSON.stringify(url)} is no web address`, {
    hint: 'Give it as `loci serve` prints it: http://127.0.0.1:7077.',
  })
}

async function readAnswer<Answer>(address: string, response: Response): Promise<Answer> {
  let body: unknown
  try {
    body = await response.json()
  } catch (cause) {
    throw notOurs(address, response.status, cause)
  }
  if (response.ok) return body as Answer
  const record = recordOf(body)
  if (record === null) throw notOurs(address, response.status)
  const { code, message, hint, details } = record
  throw new LociError(code, message, { hint, ...(details === undefined ? {} : { details }) })
}

function recordOf(body: unknown): ErrorRecord | null {
  const { error } = (body ?? {}) as { error?: Partial<ErrorRecord> }
  const { code, message, hint } = error ?? {}
  const isKnown = typeof code === 'string' && Object.hasOwn(errorTable, code satisfies ErrorCode)
  return isKnown && typeof message === 'string' && typeof hint === 'string'
    ? (error as ErrorRecord)
    : null
}

function notOurs(address: string, status: number, cause?: unknown): LociError {
  return new LociError('UPSTREAM_INVALID', `${address} answered ${status}, and not as a gateway`, {
    hint: 'Name the address of a Loci gateway, without a path.',
    cause,
  })
}
