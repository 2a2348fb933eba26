/** The order of a batch: the tree, the choice against all choices there are, groups and their order. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { arrangeBatch } from './arrange-batch.ts'
import { chooseOneLevel } from './one-level-choice.ts'
import { buildPrefixTree, commonLength, LEVELS_MAX, type PrefixTree } from './prefix-tree.ts'

const prompts = fc.array(fc.array(fc.nat(2), { maxLength: 7 }), { minLength: 1, maxLength: 9 })

function requestsUnder(tree: PrefixTree, node: number): number[] {
  const { children, leaves } = tree[node]!
  return [...leaves, ...children.flatMap((child) => requestsUnder(tree, child))]
}

/** The best saving over every set of nodes, each request at its deepest chosen one. */
function bestByTryingAll(tree: PrefixTree): number {
  let best = 0
  for (let chosen = 0; chosen < 2 ** (tree.length - 1); chosen += 1) {
    const countAt = tree.map(() => 0)
    for (const [node, { leaves }] of tree.entries()) {
      let at = node
      while (at > 0 && ((chosen >> (at - 1)) & 1) === 0) at = tree[at]!.parent
      countAt[at]! += leaves.length
    }
    let saved = 0
    for (const [node, count] of countAt.entries())
      saved += Math.max(0, count - 1) * tree[node]!.depth
    best = Math.max(best, saved)
  }
  return best
}

test('[BATCHLLM-TREE-1] every pair of prompts shares exactly the node that is above both', () => {
  fc.assert(
    fc.property(prompts, (batch) => {
      const tree = buildPrefixTree(batch)
      const under = tree.map((_, node) => new Set(requestsUnder(tree, node)))
      assert.deepEqual([...under[0]!].sort(), batch.map((_, at) => at).sort())
      for (const [one, keys] of batch.entries()) {
        for (let other = 0; other < one; other += 1) {
          const shared = tree.filter((_, node) => under[node]!.has(one) && under[node]!.has(other))
          const depth = Math.max(...shared.map((node) => node.depth))
          assert.equal(depth, commonLength(keys, batch[other]!))
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('[BATCHLLM-CHOICE-1] the choice of one level a request saves as much as the best of all choices', () => {
  fc.assert(
    fc.property(prompts, (batch) => {
      const tree = buildPrefixTree(batch)
      const { nodeOf, savedKeys } = chooseOneLevel(tree, batch.length)
      assert.equal(savedKeys, bestByTryingAll(tree))
      // What it says is what its assignment gives.
      const counts = new Map<number, number>()
      for (const node of nodeOf) counts.set(node, (counts.get(node) ?? 0) + 1)
      let saved = 0
      for (const [node, count] of counts) saved += (count - 1) * tree[node]!.depth
      assert.equal(saved, savedKeys)
    }),
    { numRuns: 400 },
  )
})

test('a choice may take a node and one under it', () => {
  // Four share 1 2 3 4, three more only 1 2: 3 * 4 + 2 * 2, more than either alone (12 and 6 * 2).
  const batch = [1, 2, 3, 4].map((tail) => [1, 2, 3, 4, tail])
  for (const tail of [7, 8, 9]) batch.push([1, 2, tail])
  const tree = buildPrefixTree(batch)
  assert.equal(chooseOneLevel(tree, batch.length).savedKeys, 16)
})

test('a chain of prompts longer than the levels that are kept is bounded, and nothing is lost', () => {
  const chain = Array.from({ length: 3 * LEVELS_MAX }, (_, at) =>
    Array.from({ length: at }, () => 1),
  )
  const tree = buildPrefixTree(chain)
  assert.equal(Math.max(...tree.map(({ level }) => level)), LEVELS_MAX)
  assert.equal(requestsUnder(tree, 0).length, chain.length)
  assert(chooseOneLevel(tree, chain.length).savedKeys > 0)
})

test('[BATCHLLM-ORDER-1] groups stay together, what decodes much beside its prefill goes first, in groups likewise', () => {
  const prefix = (key: number): number[] => Array.from({ length: 10 }, () => key)
  const member = (keys: number[], predictedTokens: number) => ({ keys, predictedTokens })
  const batch = [
    member([...prefix(1), 11], 1),
    member([...prefix(2), 21], 50),
    member([5, 5], 1),
    member([...prefix(1), 12], 3),
    member([...prefix(2), 22], 60),
  ]
  // Ratios: prefix 1: 4 / 12; prefix 2: 110 / 12; alone: 1 / 2.
  const { ranks, groupCount, savedKeys, totalKeys } = arrangeBatch(batch)
  assert.deepEqual([...ranks], [4, 1, 2, 3, 0])
  assert.deepEqual([groupCount, savedKeys, totalKeys], [2, 20, 46])
})

test('an order is a permutation, and what it saves is what its groups share', () => {
  fc.assert(
    fc.property(prompts, (keys) => {
      const { ranks } = arrangeBatch(
        keys.map((one) => ({ keys: one, predictedTokens: one.length })),
      )
      assert.deepEqual(
        [...ranks].sort((one, other) => one - other),
        keys.map((_, at) => at),
      )
    }),
  )
})
