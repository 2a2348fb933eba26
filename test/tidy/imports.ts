/** Reads what a file imports: static, type-only, re-exported, dynamic, and `import('...')` types. */

import { lineAt, type SourceFile } from './source-file.ts'

export interface Import {
  /** As written; null for a dynamic import of something other than a literal. */
  readonly specifier: string | null
  readonly line: number
  readonly isDynamic: boolean
}

const staticImport = /\bfrom\s*(['"])|\bimport\s*(['"])/g
const dynamicImport = /\bimport\s*\(\s*(['"])?/g

function specifierAt(text: string, quote: string, start: number): string {
  return text.slice(start, text.indexOf(quote, start))
}

export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  for (const match of file.code.matchAll(staticImport)) {
    const quote = (match[1] ?? match[2])!
    const specifier = specifierAt(file.text, quote, match.index + match[0].length)
    found.push({ specifier, line: lineAt(file.code, match.index), isDynamic: false })
  }
  for (const match of file.code.matchAll(dynamicImport)) {
    const quote = match[1]
    const start = match.index + match[0].length
    const specifier = quote === undefined ? null : specifierAt(file.text, quote, start)
    found.push({ specifier, line: lineAt(file.code, match.index), isDynamic: true })
  }
  return found
}

/** The repository path that a relative specifier names. */
export function resolveImport(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
