/**
 * Which known stem stands for one that a scope never says: "allergies" (allergi) for "allergic" (allerg).
 *
 * A relative begins the asked stem or is begun by it, shares FAMILY_CHARACTERS letters at least and differs by at most ENDING_MAX letters; the
 * nearest in length wins, then the first in the alphabet, so that the answer does not depend on the order in which words came. Only
 * asked for words that nobody says: an exact match is never diluted.
 */

export const FAMILY_CHARACTERS = 4
const ENDING_MAX = 3

export class WordFamilies {
  /** First letters -> stems that begin so. */
  readonly #members = new Map<string, string[]>()

  add(stem: string): void {
    if (stem.length < FAMILY_CHARACTERS) return
    const key = stem.slice(0, FAMILY_CHARACTERS)
    const family = this.#members.get(key)
    if (family === undefined) this.#members.set(key, [stem])
    else family.push(stem)
  }

  /** The nearest relative that `isSaid`, or undefined. */
  relativeOf(stem: string, isSaid: (stem: string) => boolean): string | undefined {
    let best: string | undefined
    for (const member of this.#members.get(stem.slice(0, FAMILY_CHARACTERS)) ?? []) {
      if (member === stem || !isRelated(stem, member)) continue
      if (best !== undefined && !isNearer(stem, member, best)) continue
      if (isSaid(member)) best = member
    }
    return best
  }
}

function isRelated(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= ENDING_MAX && (a.startsWith(b) || b.startsWith(a))
}

function isNearer(stem: string, one: string, other: string): boolean {
  const oneGap = Math.abs(one.length - stem.length)
  const otherGap = Math.abs(other.length - stem.length)
  return oneGap < otherGap || (oneGap === otherGap && one < other)
}
