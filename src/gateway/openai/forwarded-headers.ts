/**
 * Which headers travel on to the upstream, and which come back.
 *
 * A list of what stays behind, so that a header that neither side knows gets through. What belongs to one connection, to the browser or to
 * this gateway stays. A caller's own authorization travels only when no key of ours can be in it.
 */

import type { Caller } from '../access.ts'
import { SECRET_PREFIX } from '../api-keys.ts'

const ofConnection = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
]
const notForwarded = new Set([
  ...ofConnection,
  'host',
  'expect',
  'accept-encoding',
  'authorization',
  'x-api-key',
  'cookie',
  'origin',
  'referer',
  'forwarded',
])
const notReturned = new Set([...ofConnection, 'set-cookie', 'alt-svc', 'strict-transport-security'])
const ofBrowserOrGateway = /^(?:sec-|x-memory-|x-forwarded-|access-control-|x-loci-)/

export function forwardedHeaders(headers: Headers, caller: Caller): Headers {
  const forwarded = new Headers()
  for (const [name, value] of headers) {
    if (!notForwarded.has(name) && !ofBrowserOrGateway.test(name)) forwarded.set(name, value)
  }
  const authorization = headers.get('authorization')
  const isTheirs = caller.keyId === null && authorization?.includes(SECRET_PREFIX) === false
  if (authorization !== null && isTheirs) forwarded.set('authorization', authorization)
  return forwarded
}

export function returnedHeaders(headers: Headers): Headers {
  const returned = new Headers()
  for (const [name, value] of headers) {
    if (!notReturned.has(name) && !ofBrowserOrGateway.test(name)) returned.set(name, value)
  }
  return returned
}
