/** STREAM in plain typed arrays: what code written in JavaScript gets of this machine's memory. */

import { FACTOR, type StreamArrays, type StreamLoop } from './stream-arrays.ts'
import type { StreamRunner } from './stream-runner.ts'

const loops: Readonly<Record<StreamLoop, (arrays: StreamArrays) => void>> = {
  copy({ a, c }) {
    for (let at = 0; at < c.length; at += 1) c[at] = a[at]!
  },
  scale({ b, c }) {
    for (let at = 0; at < b.length; at += 1) b[at] = FACTOR * c[at]!
  },
  add({ a, b, c }) {
    for (let at = 0; at < c.length; at += 1) c[at] = a[at]! + b[at]!
  },
  triad({ a, b, c }) {
    for (let at = 0; at < a.length; at += 1) a[at] = b[at]! + FACTOR * c[at]!
  },
}

export function openJsStream(elementCount: number): StreamRunner {
  const array = (): Float64Array => new Float64Array(elementCount)
  const arrays = { a: array(), b: array(), c: array() }
  return {
    name: 'js',
    arrays,
    async run(loop) {
      loops[loop](arrays)
    },
    sum: null,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
