/** STREAM's loops against each other and against its recurrence, and what is counted and checked. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../host/clock.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { streamArrayBytes } from '../stream-bench.ts'
import { openJsStream } from './js-stream.ts'
import { bestReadBytesPerSecond } from './measure-read.ts'
import { openStreamModule } from './open-stream-module.ts'
import {
  arraysError,
  bytesMoved,
  expectedAfter,
  fillInitial,
  isRight,
  streamLoops,
} from './stream-arrays.ts'
import type { StreamRunner } from './stream-runner.ts'
import { createStreamMemory, openWasmStream } from './wasm-stream.ts'
import { openWorkersStream, partsOf } from './workers-stream.ts'

const opened = await openStreamModule(nodeDisk)
const skip = typeof opened === 'string' ? opened : false
const module = opened as WebAssembly.Module

async function rounds(runner: StreamRunner, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    for (const loop of streamLoops) await runner.run(loop)
  }
}

/** Numbers that differ from place to place, so that a part that is left out or shifted shows. */
function fillUneven({ a, b, c }: StreamRunner['arrays']): void {
  for (const [index, array] of [a, b, c].entries()) {
    for (let at = 0; at < array.length; at += 1) array[at] = Math.sin(at + index) / 3
  }
}

test('[STREAM-LOOP-1] typed arrays, WebAssembly and threads give the same bits', {
  skip,
}, async () => {
  for (const elementCount of [48, 65_536]) {
    const runners = [
      openJsStream(elementCount),
      openWasmStream(module, createStreamMemory(elementCount)),
      openWorkersStream(module, createStreamMemory(elementCount), 2),
      openWorkersStream(module, createStreamMemory(elementCount), 3),
    ]
    for (const runner of runners) {
      fillUneven(runner.arrays)
      await rounds(runner, 2)
      await runner[Symbol.asyncDispose]()
      for (const name of ['a', 'b', 'c'] as const) {
        assert.deepEqual(runner.arrays[name], runners[0]!.arrays[name], runner.name)
      }
    }
  }
})

test('[STREAM-COUNT-1] two arrays are 16 bytes an element, three are 24', () => {
  assert.deepEqual(
    streamLoops.map((loop) => bytesMoved(loop, 100)),
    [1600, 1600, 2400, 2400],
  )
  // Four times the cache, in whole steps of two cache lines.
  assert.equal(streamArrayBytes(32 << 20), 128 << 20)
  assert.equal(streamArrayBytes(1000), 4096)
  assert.equal(streamArrayBytes(null), 128 << 20)
  assert.equal(streamArrayBytes(2 ** 40), 2 ** 30)
})

test('[STREAM-CHECK-1] what arrays must hold is known, and one wrong element is found', async () => {
  // a = 2, b = 2, c = 0: c = 2, b = 6, c = 8, a = 6 + 24.
  assert.deepEqual(expectedAfter(1), { a: 30, b: 6, c: 8 })
  const runner = openJsStream(1 << 16)
  fillInitial(runner.arrays)
  await rounds(runner, 10)
  assert.ok(isRight(arraysError(runner.arrays, 10)))
  assert.ok(!isRight(arraysError(runner.arrays, 9)))
  runner.arrays.b[40_000]! *= 1.001
  assert.ok(!isRight(arraysError(runner.arrays, 10)))
})

test('[STREAM-PLACE-1] parts of threads cover an array once, at cache lines', () => {
  for (const [elementCount, threadCount] of [
    [100, 2],
    [16, 3],
    [1024, 5],
    [0, 2],
  ] as const) {
    const parts = partsOf(elementCount, threadCount)
    assert.equal(parts.length, threadCount)
    assert.equal(parts[0]!.from, 0)
    assert.equal(parts.at(-1)!.to, elementCount)
    for (const [index, { from, to }] of parts.entries()) {
      assert.ok(from <= to && from % 16 === 0)
      if (index > 0) assert.equal(from, parts[index - 1]!.to)
    }
  }
  assert.deepEqual(partsOf(100, 2), [
    { from: 0, to: 48 },
    { from: 48, to: 100 },
  ])
})

test('reading is measured by a sum that is checked', { skip }, async () => {
  await using runner = openWorkersStream(module, createStreamMemory(4096), 2)
  assert.ok((await bestReadBytesPerSecond(runner, systemClock, 2)) > 0)
  assert.equal(await runner.sum!(), 2 * 4096)
})
