/**
 * The compressed tree of all prefixes that prompts of a batch share, with nothing of the batch left out.
 *
 * Prompts are sorted, and the lengths that neighbours have in common give the inner nodes (a stack of open ones). A prompt that ends
 * where others go on is a leaf of its own right behind that node. Paper: the global tree of BatchLLM (2412.03594).
 * Departure: below `LEVELS_MAX` levels a node has all that is under it as leaves, so that what is computed over the tree stays bounded.
 */

/** Keys in order: tokens, or names of blocks. */
export type PrefixKeys = ArrayLike<number>

export interface PrefixNode {
  /** Keys from the root to its end: what requests under it have in common. */
  readonly depth: number
  /** 0: the root. */
  readonly level: number
  readonly parent: number
  /** Inner nodes. */
  readonly children: number[]
  /** Requests whose prompt goes on alone from here, or ends here. */
  readonly leaves: number[]
}

/** Node 0 is the root, of depth 0; a node comes before its children. */
export type PrefixTree = readonly PrefixNode[]

export const LEVELS_MAX = 64

export function compareKeys(one: PrefixKeys, other: PrefixKeys): number {
  const at = commonLength(one, other)
  if (at === one.length || at === other.length) return one.length - other.length
  return one[at]! - other[at]!
}

export function commonLength(one: PrefixKeys, other: PrefixKeys): number {
  const most = Math.min(one.length, other.length)
  let at = 0
  while (at < most && one[at] === other[at]) at += 1
  return at
}

interface Draft {
  readonly depth: number
  readonly children: Draft[]
  readonly leaves: number[]
}

export function buildPrefixTree(prompts: readonly PrefixKeys[]): PrefixTree {
  const order = prompts.map((_, at) => at)
  order.sort((one, other) => compareKeys(prompts[one]!, prompts[other]!) || one - other)
  /** Nodes that may get more under them, the root first, deeper and deeper. */
  const open: Draft[] = [{ depth: 0, children: [], leaves: [] }]
  let before: PrefixKeys = []
  for (const request of order) {
    const keys = prompts[request]!
    openAt(open, commonLength(before, keys))
    open.at(-1)!.leaves.push(request)
    before = keys
  }
  openAt(open, 0)
  return numbered(open[0]!)
}

/** Makes the node of this depth the last that is open; deeper ones are closed. */
function openAt(open: Draft[], depth: number): void {
  while (open.at(-1)!.depth > depth) {
    const closed = open.pop()!
    const above = open.at(-1)!
    if (above.depth < depth) open.push({ depth, children: [closed], leaves: [] })
    else above.children.push(closed)
  }
  const last = open.at(-1)!
  // The prompt before has this much in common with the next: both are leaves of a node of their own.
  if (last.depth < depth) open.push({ depth, children: [], leaves: [last.leaves.pop()!] })
}

/** In preorder, without recursion: a chain may be as long as the batch. */
function numbered(root: Draft): PrefixTree {
  const nodes: PrefixNode[] = []
  const waiting: { readonly draft: Draft; readonly parent: number }[] = [
    { draft: root, parent: -1 },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { draft, parent } = next
    const level = parent === -1 ? 0 : nodes[parent]!.level + 1
    const isDeepest = level === LEVELS_MAX
    const leaves = isDeepest ? leavesUnder(draft) : draft.leaves
    const at = nodes.push({ depth: draft.depth, level, parent, children: [], leaves }) - 1
    if (parent !== -1) nodes[parent]!.children.push(at)
    if (isDeepest) continue
    for (const child of draft.children.toReversed()) waiting.push({ draft: child, parent: at })
  }
  return nodes
}

function leavesUnder(top: Draft): number[] {
  const leaves: number[] = []
  const waiting = [top]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    leaves.push(...next.leaves)
    waiting.push(...next.children)
  }
  return leaves
}
