/**
 * Weights from the file to their places, a part of a tensor at a time: the model is never in the heap as a whole, nor twice in memory.
 *
 * Between parts the caller's thread is given back, so that a server answers while it loads.
 */

import { packRows } from '../../kernels/matrix/pack-matrix.ts'
import { decodeTensor } from '../../model/gguf/decode-tensor.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import { byteCountOf } from '../../model/gguf/tensor-types.ts'
import type { MemoryPlan, PlacedMatrix } from './memory-plan.ts'
import { ROW_STEP } from './memory-plan.ts'

/** Of a tensor, read at once. */
const PART_BYTES_MAX = 4 << 20

export interface LoadedMemories {
  readonly plan: MemoryPlan
  readonly memories: readonly WebAssembly.Memory[]
}

async function loadMatrix(
  file: GgufFile,
  { memories }: LoadedMemories,
  { tensor, pieces, width }: PlacedMatrix,
): Promise<void> {
  const { type } = file.tensor(tensor)
  const rowBytes = byteCountOf(type, width)
  const rowsAtOnce = Math.max(1, Math.floor(PART_BYTES_MAX / rowBytes / ROW_STEP)) * ROW_STEP
  for (const { memory, matrix, rowFrom } of pieces) {
    for (let from = 0; from < matrix.rowCount; from += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, matrix.rowCount - from)
      const bytes = await file.readPart(tensor, (rowFrom + from) * rowBytes, count * rowBytes)
      packRows(memories[memory]!, matrix, { type: type.name, bytes, rowFrom: from })
    }
  }
}

export async function loadMemories(file: GgufFile, loaded: LoadedMemories): Promise<void> {
  const { plan, memories } = loaded
  for (const { tensor, memory, at } of plan.vectors) {
    const numbers = decodeTensor(file.tensor(tensor).type, await file.readTensor(tensor))
    new Float32Array(memories[memory]!.buffer, at, numbers.length).set(numbers)
  }
  const layers = plan.layers.flatMap((layer) => [
    ...[layer.query, layer.key, layer.value, layer.output],
    ...[layer.gate, layer.up, layer.down],
  ])
  // A tied head is the embedding itself.
  for (const matrix of new Set([plan.embedding, ...layers, plan.head])) {
    await loadMatrix(file, loaded, matrix)
  }
}
