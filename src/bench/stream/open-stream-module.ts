/** The compiled loops of STREAM, or why there are none: the build makes them, and a bench goes on without. */

import { LociError } from '../../errors.ts'
import type { Disk } from '../../host/disk.ts'

/** Where the build leaves it: the same from `src/bench/stream` and from `dist/bench/stream`. */
export function streamModulePath(): string {
  return `${import.meta.dirname}/../../../dist/kernels/stream.wasm`
}

export async function openStreamModule(disk: Disk): Promise<WebAssembly.Module | string> {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await disk.readBytes(streamModulePath()))
  } catch (error) {
    // Any reason will do: what cannot be run is not measured, and the result says so.
    return `the compiled loops are not there (${LociError.from(error).message}); npm run build makes them`
  }
  if (!WebAssembly.validate(bytes)) return 'the compiled loops are damaged'
  return WebAssembly.compile(bytes)
}
