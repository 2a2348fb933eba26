/** The public surface of the package: names that exist at run time, and types. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as loci from '../../src/index.ts'
import { readFile } from '../tidy/source-file.ts'
import { assertPinned } from './pin.ts'

function exportedNames(source: string): { values: string[]; types: string[] } {
  const values: string[] = []
  const types: string[] = []
  for (const [, isTypeList, list] of source.matchAll(/export\s+(type\s+)?\{([^}]*)\}\s*from/g)) {
    for (const item of list!.split(',').map((part) => part.trim())) {
      if (item === '') continue
      const isType = isTypeList !== undefined || item.startsWith('type ')
      ;(isType ? types : values).push(
        item
          .replace(/^type /, '')
          .split(' as ')
          .at(-1)!,
      )
    }
  }
  return { values: values.sort(), types: types.sort() }
}

test('the exports of the package are the pinned ones', () => {
  const names = exportedNames(readFile('src/index.ts'))
  assert.deepEqual(names.values, Object.keys(loci).sort())
  assertPinned('exports', names)
})

/** Entry of package.json -> its source, by the file that it is built to. */
function entrySources(): Map<string, string> {
  const { exports } = JSON.parse(readFile('package.json')) as {
    exports: Record<string, { types: string } | string>
  }
  return new Map(
    Object.entries(exports).flatMap(([entry, to]) =>
      typeof to === 'string'
        ? []
        : [[entry, to.types.replace('./dist/', 'src/').replace('.d.ts', '.ts')] as const],
    ),
  )
}

/** Names that the file itself declares, beside those that it passes on. */
function declaredTypes(source: string): string[] {
  return [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name!)
}

test('the exports of every other entry of the package are the pinned ones', async () => {
  const names: Record<string, { values: string[]; types: string[] }> = {}
  for (const [entry, path] of entrySources()) {
    if (entry === '.') continue
    const source = readFile(path)
    const values = Object.keys(await import(`../../${path}`)).sort()
    const types = [...exportedNames(source).types, ...declaredTypes(source)].sort()
    names[entry] = { values, types }
  }
  assert.ok(Object.keys(names).length >= 5)
  assertPinned('entry-exports', names)
})

test('the entry points of the package are the pinned ones', () => {
  const { exports, bin, engines, files } = JSON.parse(readFile('package.json'))
  assertPinned('package-entry', { exports, bin, engines, files })
})
