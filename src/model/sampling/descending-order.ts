/**
 * The order of numbers from the largest to the smallest, of equals the lower index first: a radix sort (LSD, four digits of 16 bits).
 *
 * Why not a comparator: a vocabulary has tens of thousands of entries, and a token that is drawn must not take longer to choose than to
 * compute. Digits that are the same in all numbers, as the last ones of what was once float32, cost one look.
 */

const DIGIT_COUNT = 1 << 16
/** Below it comparing is quicker than going through the counts of all digits. */
export const COMPARED_MAX = 1024

/** Bits that grow where the number falls. */
function keysOf(numbers: Float64Array): Uint16Array {
  const copy = new Float64Array(numbers)
  // Adding 0 makes one zero of both.
  for (let at = 0; at < copy.length; at += 1) copy[at]! += 0
  const words = new Uint32Array(copy.buffer)
  for (let at = 0; at < words.length; at += 2) {
    if (words[at + 1]! >>> 31 === 1) continue
    words[at] = ~words[at]!
    words[at + 1] = ~words[at + 1]! & 0x7fffffff
  }
  return new Uint16Array(words.buffer)
}

function comparedOrder(numbers: Float64Array): Int32Array {
  const order = Int32Array.from(numbers, (_, index) => index)
  return order.sort((a, b) => Math.sign(numbers[b]! - numbers[a]!) || a - b)
}

/** No number is NaN. */
export function descendingOrder(numbers: Float64Array): Int32Array {
  if (numbers.length <= COMPARED_MAX) return comparedOrder(numbers)
  const keys = keysOf(numbers)
  const count = numbers.length
  let order = new Int32Array(count)
  for (let index = 0; index < count; index += 1) order[index] = index
  let other = new Int32Array(count)
  const starts = new Int32Array(DIGIT_COUNT)
  for (let digit = 0; digit < 4; digit += 1) {
    starts.fill(0)
    for (let index = 0; index < count; index += 1) starts[keys[4 * index + digit]!]! += 1
    if (count === 0 || starts[keys[digit]!] === count) continue
    let before = 0
    for (let value = 0; value < DIGIT_COUNT; value += 1) {
      const here = starts[value]!
      starts[value] = before
      before += here
    }
    for (let at = 0; at < count; at += 1) {
      const index = order[at]!
      const value = keys[4 * index + digit]!
      other[starts[value]!] = index
      starts[value]! += 1
    }
    const sorted = other
    other = order
    order = sorted
  }
  return order
}
