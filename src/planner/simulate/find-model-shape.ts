/** A model by what the user has: a known name, a Hugging Face `config.json`, or a GGUF file. */

import type { Disk } from '../../host/disk.ts'
import { openGguf } from '../../model/gguf/open-gguf.ts'
import { shapeOfGguf } from '../model-shape/gguf-shape.ts'
import { knownModel } from '../model-shape/known-models.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import { readHfConfig } from '../model-shape/read-hf-config.ts'

/** Throws MODEL_CONFIG_UNSUPPORTED with the nearest name, and what reading the file throws. */
export async function findModelShape(disk: Disk, model: string): Promise<ModelShape> {
  if (/\.gguf$/i.test(model)) {
    await using file = await openGguf(disk, model)
    return shapeOfGguf(file, model).shape
  }
  return /\.json$/i.test(model)
    ? readHfConfig(await disk.readText(model), model)
    : knownModel(model)
}
