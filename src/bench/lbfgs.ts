/**
 * Limited-memory BFGS (Nocedal 1980; two-loop recursion) with backtracking to the Armijo condition: a small deterministic minimiser
 * for smooth convex losses of some tens of parameters.
 */

const MEMORY = 10
const ARMIJO = 1e-4
const HALVINGS_MAX = 40

export interface Minimum {
  readonly point: Float64Array
  readonly loss: number
  readonly iterationCount: number
}

/** Value at `point`; writes the gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!
  return sum
}

/** `a + scale * b`. */
function plus(a: Float64Array, scale: number, b: Float64Array): Float64Array {
  return a.map((value, index) => value + scale * b[index]!)
}

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  let result: Float64Array = gradient.slice()
  const alphas: number[] = []
  for (const { step, change, curvature } of [...pairs].reverse()) {
    const alpha = dot(step, result) / curvature
    alphas.push(alpha)
    result = plus(result, -alpha, change)
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change)
    result = result.map((value) => value * scale)
  }
  for (const { step, change, curvature } of pairs) {
    const alpha = alphas.pop()!
    result = plus(result, alpha - dot(change, result) / curvature, step)
  }
  return result.map((value) => -value)
}

export interface MinimiseOptions {
  readonly iterationsMax?: number
  /** Stops when the largest gradient component is below. */
  readonly tolerance?: number
}

export function minimise(
  objective: Objective,
  start: Float64Array,
  { iterationsMax = 300, tolerance = 1e-5 }: MinimiseOptions = {},
): Minimum {
  let point: Float64Array = start.slice()
  let gradient: Float64Array = new Float64Array(start.length)
  let loss = objective(point, gradient)
  const pairs: Pair[] = []
  let iterationCount = 0
  while (iterationCount < iterationsMax && gradient.some((value) => Math.abs(value) > tolerance)) {
    iterationCount += 1
    const along = direction(gradient, pairs)
    const slope = dot(along, gradient)
    const nextGradient = new Float64Array(start.length)
    let length = pairs.length === 0 ? 1 / Math.sqrt(dot(gradient, gradient)) : 1
    let next = plus(point, length, along)
    let nextLoss = objective(next, nextGradient)
    for (let halving = 0; nextLoss > loss + ARMIJO * length * slope; halving += 1) {
      if (halving === HALVINGS_MAX) return { point, loss, iterationCount }
      length /= 2
      next = plus(point, length, along)
      nextLoss = objective(next, nextGradient)
    }
    const step = plus(next, -1, point)
    const change = plus(nextGradient, -1, gradient)
    const curvature = dot(step, change)
    if (curvature > 1e-12) pairs.push({ step, change, curvature })
    if (pairs.length > MEMORY) pairs.shift()
    point = next
    gradient = nextGradient
    loss = nextLoss
  }
  return { point, loss, iterationCount }
}
