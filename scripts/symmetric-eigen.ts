/**
 * Eigenvectors of a symmetric matrix by cyclic Jacobi rotations.
 *
 * Chosen for its repeatability: a fixed order of rotations, only + - * / and square roots, no library. Invariants:
 * eigenvalues descend; each vector has length 1 and its largest component (the first among equals) is positive, because
 * an eigenvector's sign is otherwise an accident. O(n^3) a sweep, some ten sweeps: seconds for n = 384, not for thousands.
 * Golub and Van Loan, Matrix Computations, 8.5.
 */

export interface Eigen {
  readonly values: Float64Array
  /** Row-major (n, n): row k is the k-th vector. */
  readonly vectors: Float64Array
}

const SWEEPS_MAX = 60
/** Off-diagonal mass against the whole at which the rest is rounding. */
const OFF_DIAGONAL_TOLERANCE = 1e-24

/** Rotates rows p and q of a row-major matrix by (cosine, sine). */
function rotateRows(
  matrix: Float64Array,
  [p, q, size]: readonly [number, number, number],
  [cosine, sine]: readonly [number, number],
): void {
  for (let index = 0; index < size; index += 1) {
    const a = matrix[p * size + index]!
    const b = matrix[q * size + index]!
    matrix[p * size + index] = cosine * a - sine * b
    matrix[q * size + index] = sine * a + cosine * b
  }
}

function rotateColumns(
  matrix: Float64Array,
  [p, q, size]: readonly [number, number, number],
  [cosine, sine]: readonly [number, number],
): void {
  for (let row = 0; row < size * size; row += size) {
    const a = matrix[row + p]!
    const b = matrix[row + q]!
    matrix[row + p] = cosine * a - sine * b
    matrix[row + q] = sine * a + cosine * b
  }
}

/** The rotation that makes element (p, q) zero. */
function rotationFor(matrix: Float64Array, p: number, q: number, size: number): [number, number] {
  const difference = matrix[q * size + q]! - matrix[p * size + p]!
  const theta = difference / (2 * matrix[p * size + q]!)
  const sign = theta >= 0 ? 1 : -1
  const tangent = sign / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  return [cosine, tangent * cosine]
}

function masses(matrix: Float64Array, size: number): { off: number; all: number } {
  let off = 0
  let all = 0
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const square = matrix[row * size + column]! ** 2
      all += square
      if (row !== column) off += square
    }
  }
  return { off, all }
}

function sweep(matrix: Float64Array, vectors: Float64Array, size: number): void {
  for (let p = 0; p < size - 1; p += 1) {
    for (let q = p + 1; q < size; q += 1) {
      if (matrix[p * size + q] === 0) continue
      const rotation = rotationFor(matrix, p, q, size)
      rotateRows(matrix, [p, q, size], rotation)
      rotateColumns(matrix, [p, q, size], rotation)
      rotateRows(vectors, [p, q, size], rotation)
    }
  }
}

function withPositivePeak(vector: Float64Array): Float64Array {
  let peak = 0
  for (const value of vector) if (Math.abs(value) > Math.abs(peak)) peak = value
  return peak < 0 ? vector.map((value) => -value) : vector
}

/** Of `symmetric`, row-major (size, size), which is left as it was. */
export function symmetricEigen(symmetric: Float64Array, size: number): Eigen {
  const matrix = symmetric.slice()
  const rotated = new Float64Array(size * size)
  for (let index = 0; index < size; index += 1) rotated[index * size + index] = 1
  let sweepCount = 0
  for (let mass = masses(matrix, size); mass.off > OFF_DIAGONAL_TOLERANCE * mass.all; ) {
    if (sweepCount === SWEEPS_MAX) throw new Error(`no convergence in ${SWEEPS_MAX} sweeps`)
    sweep(matrix, rotated, size)
    mass = masses(matrix, size)
    sweepCount += 1
  }
  const order = Array.from({ length: size }, (_, index) => index).sort(
    (a, b) => matrix[b * size + b]! - matrix[a * size + a]! || a - b,
  )
  const values = Float64Array.from(order, (index) => matrix[index * size + index]!)
  const vectors = new Float64Array(size * size)
  for (const [rank, index] of order.entries()) {
    vectors.set(withPositivePeak(rotated.subarray(index * size, (index + 1) * size)), rank * size)
  }
  return { values, vectors }
}
