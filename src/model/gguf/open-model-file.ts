/** A model file by its path; one that ends in `.gz` is unpacked in memory, since packed bytes cannot be read by position. */

import { createBytesFile } from '../../host/bytes-file.ts'
import type { Disk } from '../../host/disk.ts'
import { type GgufFile, openGguf, readGguf } from './open-gguf.ts'

export async function openModelFile(disk: Disk, path: string): Promise<GgufFile> {
  if (!path.endsWith('.gz')) return openGguf(disk, path)
  return readGguf(createBytesFile(await disk.readBytes(path), path))
}
