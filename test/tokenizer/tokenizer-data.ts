/** The vocabularies beside the checkout, found as `loci bench tokenizers` finds them. */

import { existsSync } from 'node:fs'
import {
  type FoundVocabulary,
  findVocabularies,
} from '../../src/bench/tokenizers/find-vocabularies.ts'
import { createNodeHost } from '../../src/host/node-host.ts'

export const dataFolder = new URL('../../../shared/data/tokenizers', import.meta.url).pathname

/** None where the folder is absent. */
export async function dataVocabularies(): Promise<FoundVocabulary[]> {
  return existsSync(dataFolder) ? findVocabularies(createNodeHost().disk, dataFolder) : []
}
