/**
 * AssemblyScript: float32 rows into the types of the cache and back, one row at a time.
 *
 * F16: rounded to nearest even, the largest finite half where a number is larger. Q8_0: as ggml writes it, a half and 32 bytes a
 * block. The same steps stand in layer/cache-types.ts.
 */

function halfOf(value: f32): u32 {
  const bits = reinterpret<u32>(value)
  const sign = (bits >> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude >= 0x477ff000) return sign | 0x7bff
  if (magnitude < 0x38800000) return sign | <u32>nearest<f32>(abs<f32>(value) * <f32>16777216)
  const rounded = magnitude + 0xfff + ((magnitude >> 13) & 1)
  return sign | ((rounded - 0x38000000) >> 13)
}

/** 2^112: what a half's bits lack in a float32's place. */
const HALF_UNIT: f32 = reinterpret<f32>(0x77800000)

function floatOf(half: u32): f32 {
  const magnitude = reinterpret<f32>((half & 0x7fff) << 13) * HALF_UNIT
  return half & 0x8000 ? -magnitude : magnitude
}

function storeFloats(at: usize, count: usize, to: usize): void {
  memory.copy(to, at, count << 2)
}

function storeHalf(at: usize, count: usize, to: usize): void {
  for (let i: usize = 0; i < count; i += 1) {
    store<u16>(to + (i << 1), <u16>halfOf(load<f32>(at + (i << 2))))
  }
}

function storeBytes(at: usize, count: usize, to: usize): void {
  for (let i: usize = 0; i < count; i += 32) {
    const from = at + (i << 2)
    let most: f32 = 0
    for (let j: usize = 0; j < 128; j += 4) most = max<f32>(most, abs<f32>(load<f32>(from + j)))
    const scale: f32 = most / <f32>127
    const over: f32 = scale === 0 ? <f32>0 : <f32>1 / scale
    const into = to + (i >> 5) * 34
    store<u16>(into, <u16>halfOf(scale))
    for (let j: usize = 0; j < 32; j += 1) {
      const value = <f64>(load<f32>(from + (j << 2)) * over)
      const level = floor<f64>(abs<f64>(value) + 0.5)
      store<i8>(into + j, <i8>min<i32>(127, <i32>level) * (value < 0 ? -1 : 1), 2)
    }
  }
}

/** Type 0: float32, 1: half, 2: Q8_0. Heads of `length` numbers, `headBytes` apart where they go. */
export function storeHeads(
  type: i32,
  at: usize,
  headCount: usize,
  length: usize,
  to: usize,
  headBytes: usize,
): void {
  for (let head: usize = 0; head < headCount; head += 1) {
    const from = at + ((head * length) << 2)
    const into = to + head * headBytes
    if (type === 0) storeFloats(from, length, into)
    else if (type === 1) storeHalf(from, length, into)
    else storeBytes(from, length, into)
  }
}

/**
 * Four halves as float32. A half that is extended by its sign and moved 13 bits up has its exponent and fraction where a float32 has
 * them, and copies of its sign above; all but the topmost are masked out.
 */
export function fourHalves(from: usize): v128 {
  const moved = i32x4.shl(v128.load_ext<i16>(from), 13)
  return f32x4.mul(v128.and(moved, i32x4.splat(0x8fffe000)), f32x4.splat(HALF_UNIT))
}

export function loadHalf(from: usize, count: usize, to: usize): void {
  let i: usize = 0
  for (; i + 4 <= count; i += 4) v128.store(to + (i << 2), fourHalves(from + (i << 1)))
  for (; i < count; i += 1) store<f32>(to + (i << 2), floatOf(load<u16>(from + (i << 1))))
}

export function loadBytes(from: usize, count: usize, to: usize): void {
  for (let i: usize = 0; i < count; i += 32) {
    const block = from + (i >> 5) * 34
    const scale = f32x4.splat(floatOf(load<u16>(block)))
    for (let j: usize = 0; j < 32; j += 8) {
      const bytes = v128.load_ext<i8>(block + j, 2)
      const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(bytes))
      const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(bytes))
      v128.store(to + ((i + j) << 2), f32x4.mul(low, scale))
      v128.store(to + ((i + j) << 2), f32x4.mul(high, scale), 16)
    }
  }
}
