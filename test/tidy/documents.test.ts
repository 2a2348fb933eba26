/** Documents say what they must, and what they name is there. */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import {
  ARCHITECTURE_LINES_MAX,
  DECISION_LINES_MAX,
  decisionHeadings,
  folderSections,
  linksOf,
  missingHeadings,
  paperHeadings,
  pathsOf,
} from './documents.ts'
import { codeFiles, listFiles, readFile, root } from './source-file.ts'

const documents = listFiles('').filter((path) => path.endsWith('.md'))
const under = (folder: string): string[] => documents.filter((path) => path.startsWith(folder))
const lineCount = (text: string): number => text.trimEnd().split('\n').length

test('every page of a paper has every heading', () => {
  assert.ok(under('docs/papers/').length > 0)
  for (const path of under('docs/papers/')) {
    assert.deepEqual(missingHeadings(readFile(path), paperHeadings), [], path)
  }
  assert.deepEqual(missingHeadings('## Claim\n```\n## Status\n```\n', ['Claim', 'Status']), [
    'Status',
  ])
})

test('every decision has its four parts and is half a page', () => {
  for (const path of under('docs/decisions/')) {
    assert.deepEqual(missingHeadings(readFile(path), decisionHeadings), [], path)
    assert.ok(lineCount(readFile(path)) <= DECISION_LINES_MAX, path)
  }
})

test('every relative link and every path in backticks leads to a file', () => {
  for (const path of documents) {
    const text = readFile(path)
    for (const link of linksOf(text)) {
      assert.ok(existsSync(join(root, dirname(path), link)), `${path} links to ${link}`)
    }
    for (const named of pathsOf(text))
      assert.ok(existsSync(join(root, named)), `${path} names ${named}`)
  }
  assert.deepEqual(linksOf('[a](b.md#c) [d](https://e.org) [f](#g)'), ['b.md'])
  assert.deepEqual(pathsOf('`src/store/` and `src/x.ts`, not `src`'), ['src/store', 'src/x.ts'])
})

test('ARCHITECTURE.md has a section with a boundary and an invariant for every folder of code', () => {
  const text = readFile('ARCHITECTURE.md')
  assert.ok(lineCount(text) <= ARCHITECTURE_LINES_MAX)
  const sections = folderSections(text)
  const folders = new Set(
    codeFiles
      .filter(({ path }) => /^src\/[\w-]+\//.test(path))
      .map(({ path }) => path.split('/')[1]!),
  )
  assert.deepEqual(
    [...folders].filter((folder) => !sections.some((one) => one.folder === `src/${folder}`)),
    [],
    'folders without a section',
  )
  for (const { folder, hasBoundary, hasInvariant } of sections) {
    assert.ok(hasBoundary && hasInvariant, `${folder} lacks its Boundary or Invariant line`)
    assert.ok(existsSync(join(root, folder)), `${folder} is not there`)
  }
  assert.deepEqual(folderSections('### `src/x/`\n**Boundary:** y\n'), [
    { folder: 'src/x', hasBoundary: true, hasInvariant: false },
  ])
})
