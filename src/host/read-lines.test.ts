/** Lines out of chunks that are cut anywhere. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { readLines } from './read-lines.ts'

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function linesOf(bytes: Uint8Array, size: number): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(chunksOf(bytes, size), 'file')) lines.push(line)
  return lines
}

test('lines are the same wherever the bytes are cut, with and without a last end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (texts, size) => {
        const plain = texts.map((text) => text.replace(/[\r\n\uFEFF]/g, ' '))
        const bytes = new TextEncoder().encode(plain.map((line) => `${line}\r\n`).join(''))
        assert.deepEqual(await linesOf(bytes, size), plain)
      },
    ),
  )
  assert.deepEqual(await linesOf(new TextEncoder().encode('a\nb'), 1), ['a', 'b'])
})

test('what is not UTF-8 is refused', async () => {
  const cut = Uint8Array.of(0x61, 0x0a, 0xc3)
  await assert.rejects(linesOf(cut, 2), (error) => LociError.is(error, 'INPUT_NOT_UTF8'))
})
