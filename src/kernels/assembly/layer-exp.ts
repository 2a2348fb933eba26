/**
 * AssemblyScript: exp of four float32 numbers, and sums over lanes in the order that the reference has too.
 *
 * Cephes' polynomial after reduction by ln 2 in two parts; about one unit in the last place. Below -87 it gives exp(-87), above 88
 * exp(88): nothing here needs more, and neither infinity nor a subnormal comes out. The same steps stand in layer/exp32.ts.
 */

export function exp4(given: v128): v128 {
  const x = f32x4.min(f32x4.max(given, f32x4.splat(-87)), f32x4.splat(88))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)))
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(<f32>0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(<f32>-2.1219444e-4)))
  let p = f32x4.splat(<f32>1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(<f32>5.0000001201e-1))
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(y, power)
}

export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0)
}

/** (0 + 2) + (1 + 3). */
export function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 2) +
    (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))
  )
}

/** The lane sums of four vectors, each in a lane of its own. */
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
}
