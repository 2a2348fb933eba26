/** A tokenizer from a file: a GGUF model (a `.gz` of one is unpacked in memory), or `NAME.tiktoken` by the encoding's name. */

import { createBytesFile } from '../../host/bytes-file.ts'
import type { Disk } from '../../host/disk.ts'
import { type GgufFile, openGguf, readGguf } from '../gguf/open-gguf.ts'
import { openTiktoken } from './tiktoken.ts'
import type { Tokenizer } from './tokenizer.ts'
import { openTokenizer } from './tokenizer-registry.ts'

async function openModel(disk: Disk, path: string): Promise<GgufFile> {
  if (!path.endsWith('.gz')) return openGguf(disk, path)
  return readGguf(createBytesFile(await disk.readBytes(path), path))
}

export async function openTokenizerFile(disk: Disk, path: string): Promise<Tokenizer> {
  const encoding = /([^/\\]+)\.tiktoken(?:\.gz)?$/.exec(path)?.[1]
  if (encoding !== undefined) return openTiktoken(encoding, await disk.readText(path))
  await using file = await openModel(disk, path)
  return openTokenizer(file.metadata)
}
