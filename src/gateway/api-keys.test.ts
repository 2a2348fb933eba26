import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256Hex } from '../host/digest.ts'
import { createNodeHost } from '../host/node-host.ts'
import type { ApiKey } from '../store/store.ts'
import { identify } from './access.ts'
import { createApiKey, KEY_SCOPES_MAX } from './api-keys.ts'

const host = createNodeHost()

function keyStore(): { keys: () => Promise<ApiKey[]>; putKey: (key: ApiKey) => Promise<void> } {
  const kept: ApiKey[] = []
  return { keys: async () => kept, putKey: async (key) => void kept.push(key) }
}

test('a key keeps the hash of its secret, and the secret is 32 random bytes', async () => {
  const store = keyStore()
  const made = await createApiKey({ host, store, name: 'phone', scopes: [{ user: 'ada' }] })
  const other = await createApiKey({ host, store, name: 'phone', scopes: [] })
  assert.match(made.secret, /^loci_[0-9a-f]{64}$/)
  assert.notEqual(made.secret, other.secret)
  assert.equal(made.key.secretHash, sha256Hex(made.secret))
  assert.equal(JSON.stringify(await store.keys()).includes(made.secret), false)
})

test('names and scopes are checked', async () => {
  const make = (name: string, scopes: object[]): Promise<unknown> =>
    createApiKey({ host, store: keyStore(), name, scopes })
  await assert.rejects(make('', []), { code: 'INPUT_INVALID' })
  await assert.rejects(make('x', [{ user: 'a=b' }]), { code: 'SCOPE_INVALID' })
  await assert.rejects(make('x', [{}]), { code: 'SCOPE_MISSING' })
  await assert.rejects(make('x', Array(KEY_SCOPES_MAX + 1).fill({ user: 'a' })), {
    code: 'INPUT_INVALID',
  })
})

test('a caller is whoever holds the secret; without keys it depends on who can reach the gateway', async () => {
  const store = keyStore()
  const ask = (secret: string | null, requiresKey = false): ReturnType<typeof identify> =>
    identify(new Headers(secret === null ? {} : { authorization: `Bearer ${secret}` }), {
      store,
      requiresKey,
    })
  assert.deepEqual(await ask(null), { keyId: null, scopes: [] })
  await assert.rejects(ask(null, true), { code: 'UNAUTHORIZED' })
  const { key, secret } = await createApiKey({ host, store, name: 'k', scopes: [{ run: '1' }] })
  assert.deepEqual(await ask(secret), { keyId: key.id, holder: key.name, scopes: [{ run: '1' }] })
  await assert.rejects(ask(null), { code: 'UNAUTHORIZED' })
  await assert.rejects(ask(secret.slice(0, -1)), { code: 'UNAUTHORIZED' })
  await assert.rejects(ask(key.secretHash), { code: 'UNAUTHORIZED' })
})
