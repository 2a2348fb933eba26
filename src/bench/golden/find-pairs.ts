/** Models with expectations beside them: `NAME.gguf[.gz]` and `golden_NAME_*.json[.gz]`, in a folder and the folders in it. */

import type { Disk } from '../../host/disk.ts'

export interface GoldenPair {
  readonly name: string
  readonly modelPath: string
  readonly goldenPaths: readonly string[]
}

export interface FoundPairs {
  readonly pairs: readonly GoldenPair[]
  /** Models without expectations. */
  readonly alone: readonly string[]
}

const MODEL = /^(.+)\.gguf(?:\.gz)?$/

function isGoldenOf(name: string, file: string): boolean {
  return (
    /\.json(?:\.gz)?$/.test(file) &&
    (file.startsWith(`golden_${name}_`) || file.startsWith(`golden_${name}.json`))
  )
}

export async function findPairs(disk: Disk, folder: string): Promise<FoundPairs> {
  const names = await disk.list(folder)
  const folders = ['', ...names.filter((name) => name.endsWith('/'))]
  const pairs: GoldenPair[] = []
  const alone: string[] = []
  for (const inner of folders) {
    const files = inner === '' ? names : await disk.list(`${folder}/${inner}`)
    for (const file of files) {
      const name = MODEL.exec(file)?.[1]
      if (name === undefined) continue
      const goldenPaths = files
        .filter((other) => isGoldenOf(name, other))
        .map((other) => `${folder}/${inner}${other}`)
      if (goldenPaths.length === 0) alone.push(`${inner}${file}`)
      else pairs.push({ name, modelPath: `${folder}/${inner}${file}`, goldenPaths })
    }
  }
  return { pairs, alone }
}
