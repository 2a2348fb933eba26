/**
 * Bytes that an element takes in the formats that weights, activations and caches are served in, scales included.
 *
 * `peak` is the unit that multiplies them: four-bit weights with wider activations are unpacked and multiplied in bf16. Embedding and
 * output matrices of quantised checkpoints stay in bf16 unless a format (GGUF's) quantises them as well.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { PeakFormat } from '../hardware/device.ts'
import { countParameters } from './count-parameters.ts'
import type { ModelShape } from './model-shape.ts'

export interface NumberFormat {
  readonly bytesPerElement: number
  readonly peak: PeakFormat
  /** Whether embedding and output are in this format too. */
  readonly isWhole: boolean
}

const blocks = (bytes: number, elements: number): NumberFormat => ({
  bytesPerElement: bytes / elements,
  peak: 'bf16',
  isWhole: true,
})

export const numberFormats = {
  fp32: { bytesPerElement: 4, peak: 'bf16', isWhole: true },
  bf16: { bytesPerElement: 2, peak: 'bf16', isWhole: true },
  fp16: { bytesPerElement: 2, peak: 'fp16', isWhole: true },
  fp8: { bytesPerElement: 1, peak: 'fp8', isWhole: false },
  // One 32-bit scale for a block of 128 x 128.
  'fp8-block': { bytesPerElement: 1 + 4 / (128 * 128), peak: 'fp8', isWhole: false },
  int8: { bytesPerElement: 1, peak: 'int8', isWhole: false },
  // One 16-bit scale for 128 weights (GPTQ, AWQ); activations stay wide.
  int4: { bytesPerElement: 0.5 + 2 / 128, peak: 'bf16', isWhole: false },
  // One 8-bit scale for 16.
  nvfp4: { bytesPerElement: 0.5 + 1 / 16, peak: 'fp4', isWhole: false },
  // One 8-bit scale for 32.
  mxfp4: { bytesPerElement: 0.5 + 1 / 32, peak: 'fp4', isWhole: false },
  q8_0: blocks(34, 32),
  q5_0: blocks(22, 32),
  q4_0: blocks(18, 32),
  q6_k: blocks(210, 256),
  q5_k: blocks(176, 256),
  q4_k: blocks(144, 256),
} as const satisfies Record<string, NumberFormat>

export type FormatName = keyof typeof numberFormats

/** Throws INPUT_INVALID with the nearest name. */
export function formatNamed(name: string): NumberFormat {
  const found = Object.entries(numberFormats).find(([known]) => known === name.toLowerCase())
  if (found !== undefined) return found[1]
  const near = nearest(name, Object.keys(numberFormats))
  throw new LociError('INPUT_INVALID', `${JSON.stringify(name)} is no number format`, {
    hint:
      near === undefined
        ? `One of ${Object.keys(numberFormats).join(', ')}.`
        : `Did you mean ${near}?`,
  })
}

/** Bytes of all weights of the model in one format. */
export function weightBytes(shape: ModelShape, format: FormatName): number {
  const { bytesPerElement, isWhole } = numberFormats[format]
  const { total, embedding, output } = countParameters(shape)
  if (isWhole) return total * bytesPerElement
  return (total - embedding - output) * bytesPerElement + (embedding + output) * 2
}

/** The format that a file's weights are nearest to, all of them taken together: files mix types. */
export function formatOfBytes(shape: ModelShape, bytes: number): FormatName {
  const perElement = bytes / countParameters(shape).total
  const far = (name: FormatName): number =>
    Math.abs(Math.log(numberFormats[name].bytesPerElement / perElement))
  const whole = (Object.keys(numberFormats) as FormatName[]).filter(
    (name) => numberFormats[name].isWhole,
  )
  return whole.toSorted((a, b) => far(a) - far(b))[0]!
}
