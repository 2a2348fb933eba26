/**
 * The order of a whole batch: requests that share a prefix one after another, groups that decode much beside their prefill first.
 *
 * A group is all requests of one chosen node of the prefix tree, so a prefix is computed once, used, and given up. Groups go by tokens
 * to decode over tokens to prefill once the prefix is shared, and so do requests within a group: what decodes long is there when
 * the prompts of later groups come in chunks, and fills their steps. Paper: BatchLLM (2412.03594). Departure: none; groups of equal
 * ratio stay in the order of the tree, so that neighbours share what lies above their prefixes.
 */

import { chooseOneLevel } from './one-level-choice.ts'
import { buildPrefixTree, type PrefixKeys } from './prefix-tree.ts'

export interface BatchMember {
  /** Tokens of the prompt, or names of its blocks. */
  readonly keys: PrefixKeys
  readonly predictedTokens: number
}

export interface BatchOrder {
  /** (requests) its place, 0-based: the `batchRank` to submit it with. */
  readonly ranks: Int32Array
  /** Groups of more than one. */
  readonly groupCount: number
  readonly totalKeys: number
  /** Of them shared within groups. */
  readonly savedKeys: number
}

interface Group {
  readonly prefixKeys: number
  readonly requests: number[]
}

export function arrangeBatch(batch: readonly BatchMember[]): BatchOrder {
  const tree = buildPrefixTree(batch.map(({ keys }) => keys))
  const { nodeOf, savedKeys } = chooseOneLevel(tree, batch.length)
  const groups: Group[] = []
  const groupAt = new Map<number, Group>()
  for (const { leaves } of tree) {
    for (const request of leaves) {
      const node = nodeOf[request]!
      const known = node === 0 ? undefined : groupAt.get(node)
      const group = known ?? { prefixKeys: tree[node]!.depth, requests: [] }
      if (known === undefined) groups.push(group)
      if (node !== 0) groupAt.set(node, group)
      group.requests.push(request)
    }
  }
  const ranks = new Int32Array(batch.length)
  let rank = 0
  for (const { requests, prefixKeys } of byRatio(groups, (group) => ratioOf(group, batch))) {
    const tailRatio = (request: number): number =>
      ratioOf({ prefixKeys, requests: [request] }, batch, 0)
    for (const request of byRatio(requests, tailRatio)) {
      ranks[request] = rank
      rank += 1
    }
  }
  const totalKeys = batch.reduce((sum, { keys }) => sum + keys.length, 0)
  return { ranks, groupCount: groupAt.size, totalKeys, savedKeys }
}

/** Tokens to decode over tokens to prefill. */
function ratioOf(group: Group, batch: readonly BatchMember[], prefix = group.prefixKeys): number {
  let prefill = prefix
  let decode = 0
  for (const request of group.requests) {
    prefill += batch[request]!.keys.length - group.prefixKeys
    decode += batch[request]!.predictedTokens
  }
  return decode / Math.max(1, prefill)
}

/** The largest ratio first; a stable order. */
function byRatio<Item>(items: readonly Item[], ratio: (item: Item) => number): Item[] {
  return items
    .map((item) => ({ item, ratio: ratio(item) }))
    .sort((one, other) => other.ratio - one.ratio)
    .map(({ item }) => item)
}
