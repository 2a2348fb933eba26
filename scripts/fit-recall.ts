/**
 * Fits the fusion weights of recall and writes src/policy/recall/weights.ts with their provenance.
 *
 * Usage: node scripts/fit-recall.ts --data DIR. Listwise softmax over LoCoMo's evidence, L2 1e-3, all conversations; the leave-one-out
 * figure is `loci bench locomo`'s. Deterministic: the same data gives the same file.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { FIT_L2, fitGroupsOf, fitNamedWeights } from '../src/bench/locomo/fit-groups.ts'
import { loadLocomo } from '../src/bench/locomo/load-locomo.ts'
import { nodeDisk } from '../src/host/node-disk.ts'
import { createOpenScopeIndex } from '../src/memory/open-scope-index.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) throw new Error('name the folder: --data DIR')
const { conversations, sha256 } = await loadLocomo(nodeDisk, values.data)
const open = createOpenScopeIndex()
const groups = conversations.flatMap((conversation) => fitGroupsOf(open, conversation))
const { weights, fit } = fitNamedWeights(groups)
const lines = Object.entries(weights)
  .map(([name, weight]) => `  ${name}: ${Number(weight.toFixed(4))},`)
  .join('\n')
writeFileSync(
  new URL('../src/policy/recall/weights.ts', import.meta.url),
  `/**
 * Fusion weights of recall, written by scripts/fit-recall.ts.
 *
 * Corpus: LoCoMo, ${conversations.length} conversations, ${groups.length} questions of categories 1-4 (data sha256 ${sha256.slice(0, 16)}). The text of the corpus
 * (CC BY-NC 4.0) is not part of them. Procedure: listwise softmax, L2 ${FIT_L2}, L-BFGS, loss ${fit.loss.toFixed(4)} after ${fit.iterationCount} iterations.
 * \`recency\` is set by hand: no question of the corpus asks for it.
 */

import type { FusionWeights } from './fuse.ts'

export const recallWeights: FusionWeights = {
${lines}
}
`,
)
console.log(
  `fitted ${Object.keys(weights).length} weights on ${groups.length} questions, loss ${fit.loss.toFixed(4)}`,
)
