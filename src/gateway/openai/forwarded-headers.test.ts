import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCaller } from '../access.ts'
import { forwardedHeaders, returnedHeaders } from './forwarded-headers.ts'

test('unknown headers travel on; those of the connection, the browser and the gateway stay', () => {
  const sent = new Headers({
    'openai-organization': 'o',
    'x-title': 't',
    cookie: 'c',
    origin: 'http://x',
    'x-memory-user': 'ada',
    'x-api-key': 'k',
    'sec-fetch-site': 'none',
    'transfer-encoding': 'chunked',
    'accept-encoding': 'br',
  })
  assert.deepEqual(
    [...forwardedHeaders(sent, openCaller)],
    [
      ['openai-organization', 'o'],
      ['x-title', 't'],
    ],
  )
})

test('the caller’s authorization travels while the gateway is open, unless it is a key of ours', () => {
  const forwarded = (authorization: string, keyId: string | null): string | null =>
    forwardedHeaders(new Headers({ authorization }), { keyId, scopes: [] }).get('authorization')
  assert.equal(forwarded('Bearer sk-1', null), 'Bearer sk-1')
  assert.equal(forwarded('Bearer loci_1', null), null)
  assert.equal(forwarded('Bearer sk-1', 'k1'), null)
})

test('of the answer, cookies and connection headers stay behind', () => {
  const answer = new Headers({ 'x-request-id': 'r', 'set-cookie': 'a=1', 'content-length': '3' })
  assert.deepEqual([...returnedHeaders(answer)], [['x-request-id', 'r']])
})
