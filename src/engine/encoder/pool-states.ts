/** From the states of a text's tokens to the one vector of the text, not yet of length 1. */

import type { EncoderPooling } from '../../model/architecture/encoder-model.ts'

/** `states`: (tokens, width), at least one token; the specials around a text count. */
export function poolStates(
  pooling: EncoderPooling,
  states: Float32Array,
  width: number,
): Float32Array {
  switch (pooling) {
    case 'mean':
      return meanOf(states, width)
    case 'cls':
      return states.slice(0, width)
    case 'last':
      return states.slice(states.length - width)
    default:
      return pooling satisfies never
  }
}

function meanOf(states: Float32Array, width: number): Float32Array {
  const count = states.length / width
  return Float32Array.from({ length: width }, (_, axis) => {
    let sum = 0
    for (let at = axis; at < states.length; at += width) sum += states[at]!
    return sum / count
  })
}
