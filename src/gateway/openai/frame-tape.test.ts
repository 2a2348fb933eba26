import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FrameTape, framesOfTape } from './frame-tape.ts'

const encoder = new TextEncoder()

test('whatever the frames are, the tape gives back the same bytes', () => {
  const frame = fc.string({ unit: 'grapheme' }).map((text) => `data: ${JSON.stringify(text)}\n\n`)
  fc.assert(
    fc.property(fc.array(fc.array(frame, { maxLength: 3 })), (chunks) => {
      const tape = new FrameTape()
      for (const chunk of chunks) tape.add(encoder.encode(chunk.join('')))
      assert.equal(framesOfTape(tape.text()!)?.join(''), chunks.flat().join(''))
    }),
  )
})

test('frames that differ in a few words take little room', () => {
  const tape = new FrameTape()
  const made = Array.from(
    { length: 200 },
    (_, index) => `data: {"id":"chatcmpl-${'x'.repeat(150)}","w":" word${index % 7}"}\n\n`,
  )
  for (const frame of made) tape.add(encoder.encode(frame))
  const text = tape.text()!
  assert.equal(framesOfTape(text)?.join(''), made.join(''))
  assert.ok(text.length < made.join('').length / 8, `${text.length}`)
})

test('frames may end in any line end, and bytes that are not UTF-8 are not kept', () => {
  const tape = new FrameTape()
  tape.add(encoder.encode('data: a\r\n\r\ndata: b\r\n\r\n: c\n\n'))
  assert.deepEqual(framesOfTape(tape.text()!), ['data: a\r\n\r\n', 'data: b\r\n\r\n', ': c\n\n'])
  tape.add(Uint8Array.of(0xff))
  assert.equal(tape.text(), null)
})

test('what is no tape gives no frames', () => {
  for (const text of ['', '{}', '[[1,0,"x"]]', '[[0,0]]', '[[0,-1,"x"]]', '[["0",0,"x"]]']) {
    assert.equal(framesOfTape(text), null, text)
  }
})
