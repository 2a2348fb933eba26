/** Reads a list written as blank-separated words, so that tables stay readable. */

export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Groups separated by `;`: every word of a group maps to the group's first word. */
export function headOfGroup(text: string): ReadonlyMap<string, string> {
  const heads = new Map<string, string>()
  for (const group of text.split(';')) {
    const words = group.trim().split(/\s+/)
    for (const word of words) if (word.length > 0) heads.set(word, words[0]!)
  }
  return heads
}
