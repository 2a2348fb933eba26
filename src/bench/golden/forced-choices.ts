/** What a model would say after each token of a given text (teacher forcing): the likeliest token at every position. */

import { ReferenceModel } from '../../engine/reference-model.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { loadWeights } from '../../model/architecture/load-weights.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { requantise } from '../../model/gguf/requantise.ts'
import type { TensorType } from '../../model/gguf/tensor-types.ts'
import { likeliest } from '../../model/sampling/choose-token.ts'

export interface Agreement {
  readonly equalCount: number
  readonly positionCount: number
  /** Of the requantised file. */
  readonly fileByteCount: number
}

export function forcedChoices(model: ReferenceModel, ids: Iterable<number>): number[] {
  const sequence = model.openSequence()
  return Array.from(ids, (id) => likeliest(sequence.run(id)))
}

/** How often the model in another tensor type makes the choice of the given one. */
export async function agreementOf(
  file: GgufFile,
  type: TensorType,
  texts: readonly (readonly number[])[],
): Promise<Agreement> {
  const bytes = await requantise(file, type)
  const model = new ReferenceModel(await loadWeights(file))
  const other = new ReferenceModel(await loadWeights(await readGguf(createBytesFile(bytes))))
  let equalCount = 0
  let positionCount = 0
  for (const ids of texts) {
    const choices = forcedChoices(other, ids)
    for (const [at, id] of forcedChoices(model, ids).entries()) {
      equalCount += id === choices[at] ? 1 : 0
      positionCount += 1
    }
  }
  return { equalCount, positionCount, fileByteCount: bytes.length }
}
