/** The survey's page against the survey's own tree and against the files of this repository. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = `${import.meta.dirname}/../../`

/** The tree of arXiv 2412.19442, leaf by leaf. */
const leaves = [
  'token: static selection',
  'token: dynamic selection with eviction',
  'token: dynamic selection without eviction',
  'token: budget by layer',
  'token: budget by head',
  'token: merging in a layer',
  'token: merging across layers',
  'token: fixed quantisation',
  'token: mixed quantisation',
  'token: outlier redistribution',
  'token: low rank by SVD',
  'token: low rank by tensors',
  'token: low rank, learned',
  'model: grouping in a layer',
  'model: sharing across layers',
  'model: altered attention',
  'model: other architectures',
  'system: paging and virtual tensors',
  'system: prefix-aware memory',
  'system: prefix-aware scheduling',
  'system: preemptive scheduling',
  'system: layer and hierarchical scheduling',
  'system: several accelerators',
  'system: input and output in kernels',
  'system: heterogeneous memory',
  'system: SSD',
]

test('[KVSURVEY-LEAF-1] each leaf has one row, a built one names files that exist, and the page counts right', () => {
  const page = readFileSync(`${root}docs/papers/kv-survey.md`, 'utf8')
  const rows = [...page.matchAll(/^\| ((?:token|model|system): [^|]+) \| ([^|]+) \| ([^|]*)\| /gm)]
  assert.deepEqual(
    rows.map((row) => row[1]),
    leaves,
  )
  const counts = { built: 0, 'not yet': 0, 'not here': 0 }
  for (const [, leaf, status, where] of rows) {
    assert.ok(status! in counts, `${leaf}: ${status}`)
    counts[status as keyof typeof counts] += 1
    const files = [...where!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)
    if (status === 'built') assert.ok(files.length > 0, `${leaf} names its files`)
    for (const file of files) assert.ok(existsSync(root + file), `${leaf}: ${file}`)
  }
  assert.deepEqual(counts, { built: 8, 'not yet': 16, 'not here': 2 })
  assert.match(page, /Eight leaves have a representative, sixteen not yet, two have none here/)
})
