/** Who runs the loops of STREAM: plain typed arrays, WebAssembly SIMD in this thread, or the same in several. */

import type { StreamArrays, StreamLoop } from './stream-arrays.ts'

export interface StreamRunner extends AsyncDisposable {
  readonly name: 'js' | 'wasm' | 'workers'
  readonly arrays: StreamArrays
  run(loop: StreamLoop): Promise<void>
  /** The sum of `a`, for the speed of reading alone; null where that is not measured. */
  readonly sum: (() => Promise<number>) | null
}
