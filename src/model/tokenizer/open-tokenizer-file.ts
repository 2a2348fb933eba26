/** A tokenizer from a file: a GGUF model (a `.gz` of one is unpacked in memory), or `NAME.tiktoken` by the encoding's name. */

import type { Disk } from '../../host/disk.ts'
import { openModelFile } from '../gguf/open-model-file.ts'
import { openTiktoken } from './tiktoken.ts'
import type { Tokenizer } from './tokenizer.ts'
import { openTokenizer } from './tokenizer-registry.ts'

export async function openTokenizerFile(disk: Disk, path: string): Promise<Tokenizer> {
  const encoding = /([^/\\]+)\.tiktoken(?:\.gz)?$/.exec(path)?.[1]
  if (encoding !== undefined) return openTiktoken(encoding, await disk.readText(path))
  await using file = await openModelFile(disk, path)
  return openTokenizer(file.metadata)
}
