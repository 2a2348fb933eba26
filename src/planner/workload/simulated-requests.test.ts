/** Traces as a simulation takes them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedTrace } from './simulated-requests.ts'
import type { TraceRequest } from './trace-request.ts'

const plain: TraceRequest = {
  ...{ line: 1, arrivalMs: 0, promptTokens: 40, outputTokens: 5, session: null, gapMs: null },
  ...{ tool: null, blocks: null, blockTokens: null, measuredMs: null },
}

test('the tool that ran before a turn is what the turn before it waited for', () => {
  const trace = new SimulatedTrace(16)
  trace.put({ ...plain, session: 'a' })
  trace.put({ ...plain, session: 'b', tool: 'lost, for its turn is not in the trace' })
  trace.put({ ...plain, session: 'a', gapMs: 700, tool: 'search' })
  trace.put({ ...plain, session: 'a', gapMs: 900 })
  trace.put({ ...plain, promptTokens: 0 })
  assert.deepEqual(
    trace.requests.map(({ session, gapMs, tool }) => [session, gapMs, tool]),
    [
      ['a', undefined, 'search'],
      ['b', undefined, undefined],
      ['a', 700, undefined],
      ['a', 900, undefined],
    ],
  )
})

test("blocks larger than the engine's are cut, smaller ones are folded where all are covered", () => {
  const trace = new SimulatedTrace(16)
  const blocks = Uint32Array.of(7, 9)
  trace.put({ ...plain, blocks, blockTokens: 32 })
  trace.put({ ...plain, blocks, blockTokens: 16 })
  const [cut, same] = trace.requests.map(({ keys }) => keys)
  assert.equal(new Set(cut).size, 4)
  assert.deepEqual(same, [7, 9])
})
