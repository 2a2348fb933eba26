/**
 * Who calls: the API key of a request, checked against the store's hashes.
 *
 * Secrets are compared as SHA-256, every key in turn and every byte of it, so that time says nothing about how near a guess was.
 * Without any key in the store a loopback gateway is open; a gateway that others can reach never is (`requiresKey`). The keys are
 * read at each request: a key that was deleted, by whatever process, stops working at once.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import { checkScope, type Scope, scopeCovers, scopeKey } from '../store/scope.ts'
import type { ApiKey, Store } from '../store/store.ts'

export interface Caller {
  /** Null when the gateway is open. */
  readonly keyId: string | null
  /** Name of the key, by which access policies know its holder. */
  readonly holder?: string
  /** What the caller may touch, as patterns; empty: everything. */
  readonly scopes: readonly Scope[]
}

export const openCaller: Caller = { keyId: null, scopes: [] }

/** The secret that a request carries, if any: `Authorization: Bearer|Token <secret>` or `X-API-Key`. */
export function secretOf(headers: Headers): string | null {
  const found = /^(?:bearer|token)[ \t]+(\S+)$/i.exec(headers.get('authorization')?.trim() ?? '')
  return found?.[1] ?? headers.get('x-api-key')
}

/** Looks at every character, whatever the first difference is. */
function isEqual(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index += 1) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index % b.length)
  }
  return difference === 0
}

function keyOfSecret(keys: readonly ApiKey[], secret: string): ApiKey | undefined {
  const asked = sha256Hex(secret)
  let found: ApiKey | undefined
  for (const key of keys) if (isEqual(asked, key.secretHash)) found = key
  return found
}

/** Throws UNAUTHORIZED. */
export async function identify(
  headers: Headers,
  { store, requiresKey }: { readonly store: Pick<Store, 'keys'>; readonly requiresKey: boolean },
): Promise<Caller> {
  const keys = await store.keys()
  if (keys.length === 0 && !requiresKey) return openCaller
  const secret = secretOf(headers)
  if (secret === null || secret === '') {
    throw new LociError('UNAUTHORIZED', 'the request carries no API key')
  }
  const key = keyOfSecret(keys, secret)
  if (key === undefined) throw new LociError('UNAUTHORIZED', 'the API key is not one of this store')
  return { keyId: key.id, holder: key.name, scopes: key.scopes }
}

export function isAdministrator(caller: Caller): boolean {
  return caller.scopes.length === 0
}

/** Throws FORBIDDEN unless the caller may touch every scope. */
export function checkAdministrator(caller: Caller, what: string): void {
  if (isAdministrator(caller)) return
  throw new LociError('FORBIDDEN', `${what} needs a key for every scope`, {
    hint: 'Make a key for every scope: `loci keys create NAME --admin`.',
  })
}

/** Throws FORBIDDEN unless the caller may touch the scope; the scope, checked. */
export function checkMayTouch({ scopes }: Pick<Caller, 'scopes'>, scope: Scope): Scope {
  const asked = checkScope(scope)
  if (scopes.length === 0 || scopes.some((one) => scopeCovers(one, asked))) return asked
  throw new LociError('FORBIDDEN', `the key may not touch the scope ${scopeKey(asked)}`, {
    details: { scope: asked },
  })
}
