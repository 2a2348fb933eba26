/** The chain hash is fixed by the format: a worked example, and every field counts. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { chainHash, GENESIS_HASH, type LogRow } from './hash-chain.ts'

const row: LogRow = {
  seq: 1,
  at_ms: 1_000,
  kind: 'turn-remembered',
  batch: 'b1',
  operation: 'remember',
  scope_user: 'ada',
  scope_agent: null,
  scope_run: 'r1',
  subject: 'c1',
  version: 1,
  idempotency: null,
  payload_hash: 'f'.repeat(64),
}

test('the hash is SHA-256 of the documented list', () => {
  const text = `["${'0'.repeat(64)}",1,1000,"turn-remembered","b1","remember","ada",null,"r1","c1",1,null,"${'f'.repeat(64)}"]`
  const expected = createHash('sha256').update(text, 'utf8').digest('hex')
  assert.equal(chainHash(GENESIS_HASH, row), expected)
})

test('a change of any field, or of the row before, changes the hash', () => {
  const hash = chainHash(GENESIS_HASH, row)
  for (const field of Object.keys(row)) {
    assert.notEqual(chainHash(GENESIS_HASH, { ...row, [field]: 'other' }), hash, field)
  }
  assert.notEqual(chainHash('1'.repeat(64), row), hash)
  // A name that moves from one field to the next is another row.
  const moved = { ...row, scope_user: null, scope_agent: 'ada' }
  assert.notEqual(chainHash(GENESIS_HASH, moved), hash)
})
