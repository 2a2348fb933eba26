/**
 * Where a layer's cache keeps what: all rows of a head in a block lie side by side (`heads` of engine-ops).
 *
 * (blockCount, kvHeadCount, blockTokenCount, length) for keys and likewise for values. What is to be copied or moved of a block is a
 * run of bytes a head.
 */

import { cacheBytes } from '../../kernels/layer/cache-types.ts'
import type { Hyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { KvType } from '../runner.ts'

/** Keys or values of one layer. */
export interface CachePlaces {
  readonly at: number
  readonly length: number
  /** Of one row of one head. */
  readonly rowBytes: number
  /** From one head of a block to the next. */
  readonly headBytes: number
  readonly blockBytes: number
}

export interface CacheShape {
  readonly model: Pick<Hyperparameters, 'kvHeadCount' | 'keyLength' | 'valueLength'>
  readonly sizes: { readonly blockTokenCount: number; readonly kvType: KvType }
}

/** Keys, then values. */
export function cachePlaces(
  { model, sizes }: CacheShape,
  layer: { readonly keysAt: number; readonly valuesAt: number },
): readonly [CachePlaces, CachePlaces] {
  const places = (at: number, length: number): CachePlaces => {
    const rowBytes = cacheBytes(sizes.kvType, length)
    const headBytes = sizes.blockTokenCount * rowBytes
    return { at, length, rowBytes, headBytes, blockBytes: model.kvHeadCount * headBytes }
  }
  return [places(layer.keysAt, model.keyLength), places(layer.valuesAt, model.valueLength)]
}
