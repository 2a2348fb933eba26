/** HMAC against the vectors of RFC 4231, and against the platform's own for sizes around every boundary. */

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { hmacSha256Hex, sha256Hex } from './digest.ts'

test('RFC 4231 test cases 1, 2 and 6 come out', () => {
  const bytes = (byte: number, count: number): Uint8Array => new Uint8Array(count).fill(byte)
  assert.equal(
    hmacSha256Hex(bytes(0x0b, 20), 'Hi There'),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
  assert.equal(
    hmacSha256Hex(new TextEncoder().encode('Jefe'), 'what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  assert.equal(
    hmacSha256Hex(bytes(0xaa, 131), 'Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  )
})

test('texts and bytes of any size and script agree with the platform', () => {
  const texts = ['', 'a', 'é'.repeat(40), '😀'.repeat(30_000), 'x'.repeat(70_000)]
  for (const keyBytes of [0, 1, 32, 63, 64, 65]) {
    const key = new Uint8Array(keyBytes).fill(7)
    for (const text of texts) {
      const expected = createHmac('sha256', key).update(text, 'utf8').digest('hex')
      assert.equal(hmacSha256Hex(key, text), expected)
      assert.equal(hmacSha256Hex(key, new TextEncoder().encode(text)), expected)
    }
  }
})

test('the empty text has its known hash', () => {
  assert.equal(sha256Hex(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
