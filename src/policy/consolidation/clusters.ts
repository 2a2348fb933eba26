/**
 * Groups of related memories that are worth a summary: stars around the best-connected ones.
 *
 * MemOS's reorganiser clusters by k-means and asks a model to split further, with at least 4 and about 20 members; stars need no number of
 * clusters, do not drift along chains (every member is near the centre), and give the same answer each time. Deterministic: by degree,
 * then by index. When it loses: a topic whose memories share no words with any one of them falls apart.
 */

export const CLUSTER_MEMBERS_MIN = 4
export const CLUSTER_MEMBERS_MAX = 20

/** `neighbours[i]`: indices near to i, best first. Members are in ascending order; each is in one cluster at most. */
export function starClusters(neighbours: readonly (readonly number[])[]): number[][] {
  const order = [...neighbours.keys()].sort(
    (a, b) => neighbours[b]!.length - neighbours[a]!.length || a - b,
  )
  const taken = new Set<number>()
  const clusters: number[][] = []
  for (const centre of order) {
    if (taken.has(centre)) continue
    const free = neighbours[centre]!.filter((one) => one !== centre && !taken.has(one))
    const members = [centre, ...free].slice(0, CLUSTER_MEMBERS_MAX)
    if (members.length < CLUSTER_MEMBERS_MIN) continue
    for (const member of members) taken.add(member)
    clusters.push(members.sort((a, b) => a - b))
  }
  return clusters
}
