/** A typed array with more room: what was in `from` stands at the beginning of `to`. */

type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

export function grown<T extends TypedArray>(from: T, to: T): T {
  to.set(from)
  return to
}
