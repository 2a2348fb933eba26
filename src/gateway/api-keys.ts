/**
 * Making an API key: a secret that is shown once, and the record that the store keeps.
 *
 * Only the SHA-256 of the secret is kept: 32 random bytes need no slow hash. The prefix marks a secret as ours, so that it can be told
 * from an upstream's key and is never sent to one.
 */

import { sha256Hex } from '../host/digest.ts'
import type { Host } from '../host/host.ts'
import { checkLabel, invalidInput } from '../memory/check-input.ts'
import { createId } from '../memory/ids.ts'
import { checkScope, type Scope } from '../store/scope.ts'
import type { ApiKey, Store } from '../store/store.ts'

export const SECRET_PREFIX = 'loci_'
const SECRET_BYTES = 32
export const KEY_SCOPES_MAX = 64

export interface CreateApiKeyInput {
  readonly host: Pick<Host, 'clock' | 'random'>
  readonly store: Pick<Store, 'putKey'>
  readonly name: string
  /** Patterns; none: every scope. */
  readonly scopes: readonly Scope[]
}

/** Throws INPUT_INVALID for a bad name, SCOPE_INVALID or SCOPE_MISSING for a bad scope. */
export async function createApiKey(
  input: CreateApiKeyInput,
): Promise<{ readonly key: ApiKey; readonly secret: string }> {
  const { host, store } = input
  const name = checkLabel(input.name, 'name')
  if (name === null) throw invalidInput('name', 'is missing')
  if (input.scopes.length > KEY_SCOPES_MAX) {
    throw invalidInput(
      'scopes',
      `has ${input.scopes.length} entries; the limit is ${KEY_SCOPES_MAX}`,
    )
  }
  const bytes = host.random.bytes(SECRET_BYTES)
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const secret = `${SECRET_PREFIX}${digits}`
  const key: ApiKey = {
    id: createId(host),
    name,
    secretHash: sha256Hex(secret),
    scopes: input.scopes.map(checkScope),
    createdAtMs: host.clock.nowMs(),
  }
  await store.putKey(key)
  return { key, secret }
}
