/**
 * Relations that say the same of a subject in other words: where one lives, works, whom one is with. Data.
 *
 * Owns which relations are compared and take each other's place, and which end another of the same object. A relation that is not here is a
 * family of its own. Does not say how many objects a relation has: see `policy/consolidation/single-valued-relations.ts` and the rules of `extract`.
 */

import { foldName } from './known-facts.ts'

const families: readonly (readonly string[])[] = [
  ['lives in', 'moved to', 'resides in', 'is based in', 'is living in', 'relocated to'],
  ['works at', 'works for', 'is employed at', 'is employed by', 'employer', 'joined'],
  ['married to', 'is married to', 'got married to', 'spouse'],
  ['likes', 'loves', 'enjoys'],
  ['dislikes', 'hates', 'does not like'],
]
const familyOfRelation: ReadonlyMap<string, string> = new Map(
  families.flatMap((family) => family.map((relation) => [relation, family[0]!] as const)),
)

/** What holds of an object no longer once the key holds of it. */
const displaced: ReadonlyMap<string, readonly string[]> = new Map([
  ['likes', ['dislikes']],
  ['dislikes', ['likes']],
  ['married to', ['engaged to']],
])

/** The first name of its family: `works_for` -> `works at`. */
export function relationFamily(relation: string): string {
  const name = foldName(relation)
  return familyOfRelation.get(name) ?? name
}

export function displacedBy(relation: string): readonly string[] {
  return displaced.get(relationFamily(relation)) ?? []
}
