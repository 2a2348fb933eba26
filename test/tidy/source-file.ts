/** A file as rules see it, and the walk that finds the project's own files. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mask } from './mask.ts'

export const root = new URL('../../', import.meta.url).pathname

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly source: string
  /** Comments, strings and regular expressions blanked. */
  readonly code: string
  /** Comments blanked. */
  readonly text: string
  readonly lineCount: number
}

export interface Violation {
  readonly path: string
  readonly line: number
  readonly says: string
}

export function sourceFile(path: string, source: string): SourceFile {
  return { path, source, ...mask(source), lineCount: source.trimEnd().split('\n').length }
}

/** 1-based. */
export function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    line += 1
  }
  return line
}

/** A violation for each match of `pattern` in `searched` (a text of the same length as the file's). */
export function violationsOf(
  file: SourceFile,
  searched: string,
  pattern: RegExp,
  says: (match: RegExpMatchArray) => string | null,
): Violation[] {
  return [...searched.matchAll(pattern)].flatMap((match) => {
    const said = says(match)
    return said === null
      ? []
      : [{ path: file.path, line: lineAt(searched, match.index), says: said }]
  })
}

const skipped = new Set(['node_modules', 'dist', '.git', '.loci', 'coverage'])

/** Paths of every file under a folder of the repository, sorted; empty when there is no such folder. */
export function listFiles(folder: string): string[] {
  let entries: import('node:fs').Dirent[]
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch {
    return [] // The folder is made when its first file needs it.
  }
  return entries
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? listFiles(path) : [path]
    })
    .sort()
}

export function readFile(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

const isCode = (path: string): boolean => /\.(?:ts|tsx|js|mjs)$/.test(path)

/** The project's own code, tests and scripts included. */
export const codeFiles: readonly SourceFile[] = [
  'src',
  'bin',
  'scripts',
  'test',
  'examples',
  'dashboard',
]
  .flatMap((folder) => listFiles(folder))
  .filter(isCode)
  .map((path) => sourceFile(path, readFile(path)))

export const isTest = (path: string): boolean =>
  path.startsWith('test/') || /\.test\.tsx?$/.test(path)
/** What is shipped: src without its tests. */
export const isShipped = (path: string): boolean => path.startsWith('src/') && !isTest(path)
