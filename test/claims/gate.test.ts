/** Every claim has a test that cites it, every cited id is a claim, every row's page lists its ids. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTest, listFiles, readFile } from '../tidy/source-file.ts'
import { claims } from './claims.ts'
import { citedIds, gaps, listedIds } from './gate.ts'

const testFiles = ['src', 'test', 'dashboard']
  .flatMap((folder) => listFiles(folder))
  .filter((path) => isTest(path) && /\.test\.tsx?$/.test(path) && !path.endsWith('gate.test.ts'))
const pages = listFiles('docs/papers').filter((path) => path.endsWith('.md'))
const rowOf = (path: string): string => path.split('/').at(-1)!.replace(/\.md$/, '')

test('claims, tests and pages agree', () => {
  const evidence = {
    tests: new Map(testFiles.map((path) => [path, readFile(path)])),
    pages: new Map(pages.map((path) => [rowOf(path), readFile(path)])),
  }
  assert.deepEqual(gaps(claims, evidence), [])
})

test('the gate notices a claim without a test, an unknown id, a missing page and an unlisted id', () => {
  const claim = (id: string, row: string) => ({ id, row, source: 'here', says: 'x' })
  const found = gaps([claim('A-B-1', 'a'), claim('A-B-2', 'a'), claim('C-D-1', 'c')], {
    tests: new Map([
      ['t.test.ts', "test('[A-B-1] x', f)\ntest(`[C-D-1][E-F-9] y`, f)\n// [A-B-2]"],
    ]),
    pages: new Map([['a', '- `A-B-1`: x\n- `Z-Z-1`: y\n']]),
  })
  assert.deepEqual(found, [
    'A-B-2: no test cites it',
    'E-F-9: cited by t.test.ts, claimed nowhere',
    'A-B-2: not listed in docs/papers/a.md',
    'Z-Z-1: listed in docs/papers/a.md, not claimed there',
    'c: no page docs/papers/c.md',
  ])
})

test('citations are read from names of tests only, ids of a page from its list only', () => {
  assert.deepEqual(citedIds("const x = '[A-B-1]'\ntest('it [A-B-2] holds', () => {})"), ['A-B-2'])
  assert.deepEqual(listedIds('see `A-B-1`\n- `A-B-2`: x\n| `A-B-3` | y |'), ['A-B-2', 'A-B-3'])
})
