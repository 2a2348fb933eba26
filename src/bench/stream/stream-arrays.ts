/**
 * The rules of STREAM (McCalpin 1995): three arrays of float64, four loops over them, how bytes are counted and how results are checked.
 *
 * copy c = a, scale b = s c, add c = a + b, triad a = b + s c, in this order, so that each round needs the one before. Bytes are what
 * the loops name, read or written, once each: what a cache fetches before it is written over is not counted. Arrays are at least four
 * times the last level of cache. What they must hold after any number of rounds is computed beside them in scalars.
 */

export const streamLoops = ['copy', 'scale', 'add', 'triad'] as const
export type StreamLoop = (typeof streamLoops)[number]

/** Arrays that a loop reads and writes: 16 and 24 bytes an element of float64. */
const arraysTouched: Readonly<Record<StreamLoop, number>> = { copy: 2, scale: 2, add: 3, triad: 3 }

export const FACTOR = 3
/** What the arrays hold at first. */
export const INITIAL = { a: 2, b: 2, c: 0 } as const

export const BYTES_PER_ELEMENT = 8
/** Elements that every part of an array is a multiple of: two cache lines, which two threads never share. */
export const PART_STEP = 16

/** A round gives numbers that grow by (2 + s) s each time; far fewer than 1e308 allows. */
export const ROUNDS_MAX = 100

/** Largest error that rounding explains, relative; STREAM's own bound for 8-byte numbers. */
const ERROR_MAX = 1e-13

export function bytesMoved(loop: StreamLoop, elementCount: number): number {
  return arraysTouched[loop] * BYTES_PER_ELEMENT * elementCount
}

export interface StreamArrays {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly c: Float64Array
}

export function fillInitial({ a, b, c }: StreamArrays): void {
  a.fill(INITIAL.a)
  b.fill(INITIAL.b)
  c.fill(INITIAL.c)
}

/** What every element of the arrays is after `roundCount` rounds. */
export function expectedAfter(roundCount: number): { a: number; b: number; c: number } {
  let { a, b, c }: { a: number; b: number; c: number } = INITIAL
  for (let round = 0; round < roundCount; round += 1) {
    c = a
    b = FACTOR * c
    c = a + b
    a = b + FACTOR * c
  }
  return { a, b, c }
}

/** The mean of errors in each array, the largest of the three, relative to what it must hold. */
export function arraysError(arrays: StreamArrays, roundCount: number): number {
  const expected = expectedAfter(roundCount)
  const errors = (['a', 'b', 'c'] as const).map((name) => {
    let sum = 0
    const wanted = expected[name]
    const array = arrays[name]
    for (let at = 0; at < array.length; at += 1) sum += Math.abs(array[at]! - wanted)
    return sum / array.length / Math.abs(wanted)
  })
  return Math.max(...errors)
}

export function isRight(error: number): boolean {
  return error <= ERROR_MAX
}
