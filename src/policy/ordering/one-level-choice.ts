/**
 * Which prefix each request of a batch shares when it may share one: the choice that computes the fewest tokens, exactly.
 *
 * Nodes of the tree are chosen or not; a request belongs to its deepest chosen node, and a chosen node with n requests saves (n - 1)
 * times its depth. With a the depth of the nearest chosen node above v:
 *   H(v, a) = max(sum over children of H(c, a), -depth(v) + sum over children of H(c, depth(v))),  H(request, a) = a,  answer H(root, 0).
 * Paper: BatchLLM (2412.03594), whose description leaves the program open; this one is exact in nodes times levels.
 * Worked example: A B C, A B D, A E: node "A B" saves 2, node "A" 2, both with A E under "A" alone save 2 + 0. One is chosen.
 */

import type { PrefixTree } from './prefix-tree.ts'

export interface OneLevelChoice {
  /** (requests) the node that it belongs to; 0: it shares nothing. */
  readonly nodeOf: Int32Array
  /** Keys that need not be computed again. */
  readonly savedKeys: number
}

export function chooseOneLevel(tree: PrefixTree, requestCount: number): OneLevelChoice {
  /** (nodes) (levels above it) best saving below, by the level of the nearest chosen node. */
  const best: (Float64Array | null)[] = tree.map(() => null)
  /** (nodes) (levels above it) 1: it is chosen then. */
  const isChosen: Uint8Array[] = []
  for (let node = tree.length - 1; node > 0; node -= 1) {
    const below = belowOf(tree, node, best)
    const { level, depth } = tree[node]!
    const chosen = below[level]! - depth
    isChosen[node] = Uint8Array.from({ length: level }, (_, above) =>
      Number(chosen > below[above]!),
    )
    best[node] = below.subarray(0, level).map((open) => Math.max(open, chosen))
  }
  return { nodeOf: assign(tree, requestCount, isChosen), savedKeys: belowOf(tree, 0, best)[0]! }
}

/** Sums over what is under a node, by the level of the nearest chosen node, itself the last. Tables of children are given up. */
function belowOf(tree: PrefixTree, node: number, best: (Float64Array | null)[]): Float64Array {
  const { level, children, leaves } = tree[node]!
  const sums = new Float64Array(level + 1)
  for (let at = node, above = level; above >= 0; above -= 1) {
    sums[above] = leaves.length * tree[at]!.depth
    at = tree[at]!.parent
  }
  for (const child of children) {
    const table = best[child]!
    for (let above = 0; above <= level; above += 1) sums[above]! += table[above]!
    best[child] = null
  }
  return sums
}

function assign(
  tree: PrefixTree,
  requestCount: number,
  isChosen: readonly Uint8Array[],
): Int32Array {
  const nodeOf = new Int32Array(requestCount)
  /** (nodes) the nearest chosen one, itself included. */
  const nearest = new Int32Array(tree.length)
  for (const [node, { parent, leaves }] of tree.entries()) {
    if (node > 0) {
      const above = nearest[parent]!
      nearest[node] = isChosen[node]![tree[above]!.level] === 1 ? node : above
    }
    for (const request of leaves) nodeOf[request] = nearest[node]!
  }
  return nodeOf
}
