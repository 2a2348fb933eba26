/** When each block of a workload is asked for next, which only a run of known traffic can know: for the offline bound. In requests, not in time. */

/** (requests, blocks): the row of the next request that asks for the same block; Infinity: none does. */
export function nextUsesOf(names: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const next = new Map<number, number>()
  const uses: number[][] = new Array(names.length)
  for (let row = names.length - 1; row >= 0; row -= 1) {
    const own = names[row]!
    uses[row] = own.map((name) => next.get(name) ?? Number.POSITIVE_INFINITY)
    for (const name of own) next.set(name, row)
  }
  return uses
}
