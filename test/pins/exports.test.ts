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

test('the entry points of the package are the pinned ones', () => {
  const { exports, bin, engines, files } = JSON.parse(readFile('package.json'))
  assertPinned('package-entry', { exports, bin, engines, files })
})
