import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { frameData, SseFrames } from './sse-frames.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (data: Uint8Array): string => new TextDecoder().decode(data)
const seed = 20_262

test('a frame is handed on when its empty line has come, not before', () => {
  const frames = new SseFrames()
  assert.equal(text(frames.push(bytes('data: a\n'))), '')
  assert.equal(text(frames.push(bytes('\ndata: b\n\ndata: c'))), 'data: a\n\ndata: b\n\n')
  assert.equal(text(frames.rest()), 'data: c')
})

test('all three line ends end a frame, also when they are cut in two', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    const frames = new SseFrames()
    let seen = ''
    for (const character of `data: a${end}${end}data: b${end}${end}`) {
      seen += text(frames.push(bytes(character)))
    }
    assert.equal(seen + text(frames.rest()), `data: a${end}${end}data: b${end}${end}`)
    assert.deepEqual(frameData(seen), ['a', 'b'])
  }
})

test('a carriage return before a line feed inside a frame is not an empty line', () => {
  const frames = new SseFrames()
  assert.equal(text(frames.push(bytes('event: x\r\ndata: a\r\n'))), '')
})

test('whatever the cuts, the bytes come out as they came, and only whole frames before the end', () => {
  const line = fc.constantFrom('data: x', ': note', 'event: e', 'data: é😀', 'id: 1')
  const body = fc
    .array(fc.tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\r\n')))
    .map((frames) => frames.map(([lines, end]) => lines.join(end) + end + end).join(''))
  fc.assert(
    fc.property(body, fc.array(fc.nat(200)), (whole, cuts) => {
      const all = bytes(whole)
      const frames = new SseFrames()
      const out: Uint8Array[] = []
      let from = 0
      for (const cut of [...cuts.sort((a, b) => a - b), all.length]) {
        const to = Math.max(from, Math.min(cut, all.length))
        const piece = frames.push(all.subarray(from, to))
        if (piece.length > 0) assert.match(text(piece), /(?:\r\n|\n|\r)$/)
        out.push(piece)
        from = to
      }
      out.push(frames.rest())
      assert.deepEqual(Buffer.concat(out), Buffer.from(all))
    }),
    { seed, numRuns: 300 },
  )
})

test('data of several lines is joined, other fields are left out', () => {
  assert.deepEqual(frameData('event: e\ndata: a\ndata:b\n\n: note\n\ndata: [DONE]'), [
    'a\nb',
    '[DONE]',
  ])
})
