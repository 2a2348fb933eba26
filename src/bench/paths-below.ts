/** Paths of files below a folder, level by level; bounded in depth and number. */

import type { Disk } from '../host/disk.ts'

export interface PathBounds {
  readonly depthMax: number
  readonly filesMax: number
}

/** Those that `pattern` fits, as the disk lists them. */
export async function pathsBelow(
  disk: Disk,
  root: string,
  pattern: RegExp,
  { depthMax, filesMax }: PathBounds,
): Promise<string[]> {
  const paths: string[] = []
  let level = [root]
  for (let depth = 0; depth <= depthMax && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      for (const name of await disk.list(folder)) {
        const path = `${folder}/${name}`
        if (name.endsWith('/')) next.push(path.slice(0, -1))
        else if (pattern.test(path) && paths.length < filesMax) paths.push(path)
      }
    }
    level = next
  }
  return paths
}
