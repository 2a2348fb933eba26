/** What a model would say after each token of a given text (teacher forcing): the likeliest token at every position. */

import { createBytesFile } from '../../host/bytes-file.ts'
import type { Disk } from '../../host/disk.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { requantise } from '../../model/gguf/requantise.ts'
import type { TensorType } from '../../model/gguf/tensor-types.ts'
import { likeliest } from '../../model/sampling/choose-token.ts'
import { createReferenceForward, type Forward, openComputeForward } from './forward.ts'

export interface Agreement {
  /** Of the forward pass that agrees less. */
  readonly equalCount: number
  readonly positionCount: number
  /** Of the requantised file. */
  readonly fileByteCount: number
}

export interface AgreementQuestion {
  readonly file: GgufFile
  readonly type: TensorType
  readonly texts: readonly (readonly number[])[]
  readonly disk: Pick<Disk, 'readBytes'>
}

export async function forcedChoices(forward: Forward, ids: readonly number[]): Promise<number[]> {
  return (await forward.logits(ids)).map(likeliest)
}

/** How often the model in another tensor type makes the choice of the given one. */
export async function agreementOf(question: AgreementQuestion): Promise<Agreement> {
  const { file, type, texts, disk } = question
  const bytes = await requantise(file, type)
  const other = await readGguf(createBytesFile(bytes))
  const wanted = await createReferenceForward(file)
  await using computed = await openComputeForward(other, disk)
  const others = [await createReferenceForward(other), computed]
  const equalCounts = others.map(() => 0)
  let positionCount = 0
  for (const text of texts) {
    const ids = text.slice(0, computed.idsMax)
    const choices = await forcedChoices(wanted, ids)
    positionCount += ids.length
    for (const [at, forward] of others.entries()) {
      const found = await forcedChoices(forward, ids)
      equalCounts[at]! += choices.filter((id, position) => id === found[position]).length
    }
  }
  return { equalCount: Math.min(...equalCounts), positionCount, fileByteCount: bytes.length }
}
