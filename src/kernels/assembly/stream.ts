/**
 * AssemblyScript, not TypeScript: the four loops of STREAM (McCalpin 1995) and a sum, in WebAssembly SIMD, over a shared memory.
 *
 * Arrays are float64; places are byte addresses, lengths bytes and multiples of 64. A call works on the part that it is given, so that
 * threads of one memory each take some. Four vectors a step, so that the loop is not what is measured. Kept apart from the
 * engine's kernels: it measures the machine that they run on and is needed by no one else.
 */

const STEP: usize = 64

let factor: f64 = 1

/** By which `scale` and `triad` multiply; of this instance. */
export function setFactor(value: f64): void {
  factor = value
}

export function copy(from: usize, to: usize, byteCount: usize): void {
  for (const end = from + byteCount; from < end; from += STEP, to += STEP) {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    v128.store(to, v128.load(from, 32), 32)
    v128.store(to, v128.load(from, 48), 48)
  }
}

export function scale(from: usize, to: usize, byteCount: usize): void {
  const times = f64x2.splat(factor)
  for (const end = from + byteCount; from < end; from += STEP, to += STEP) {
    v128.store(to, f64x2.mul(times, v128.load(from)))
    v128.store(to, f64x2.mul(times, v128.load(from, 16)), 16)
    v128.store(to, f64x2.mul(times, v128.load(from, 32)), 32)
    v128.store(to, f64x2.mul(times, v128.load(from, 48)), 48)
  }
}

export function add(first: usize, second: usize, to: usize, byteCount: usize): void {
  for (const end = first + byteCount; first < end; first += STEP, second += STEP, to += STEP) {
    v128.store(to, f64x2.add(v128.load(first), v128.load(second)))
    v128.store(to, f64x2.add(v128.load(first, 16), v128.load(second, 16)), 16)
    v128.store(to, f64x2.add(v128.load(first, 32), v128.load(second, 32)), 32)
    v128.store(to, f64x2.add(v128.load(first, 48), v128.load(second, 48)), 48)
  }
}

function scaledSum(first: usize, second: usize, times: v128): v128 {
  return f64x2.add(v128.load(first), f64x2.mul(times, v128.load(second)))
}

/** first + factor * second */
export function triad(first: usize, second: usize, to: usize, byteCount: usize): void {
  const times = f64x2.splat(factor)
  for (const end = first + byteCount; first < end; first += STEP, second += STEP, to += STEP) {
    v128.store(to, scaledSum(first, second, times))
    v128.store(to, scaledSum(first + 16, second + 16, times), 16)
    v128.store(to, scaledSum(first + 32, second + 32, times), 32)
    v128.store(to, scaledSum(first + 48, second + 48, times), 48)
  }
}

/** Eight sums side by side, so that the wait for an addition does not count. */
export function sum(from: usize, byteCount: usize): f64 {
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  let c = f64x2.splat(0)
  let d = f64x2.splat(0)
  for (const end = from + byteCount; from < end; from += STEP) {
    a = f64x2.add(a, v128.load(from))
    b = f64x2.add(b, v128.load(from, 16))
    c = f64x2.add(c, v128.load(from, 32))
    d = f64x2.add(d, v128.load(from, 48))
  }
  const all = f64x2.add(f64x2.add(a, b), f64x2.add(c, d))
  return f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1)
}
