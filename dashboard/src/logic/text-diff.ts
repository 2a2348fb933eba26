/**
 * What changed between two versions of a text, word by word.
 *
 * Longest common subsequence over words (Myers would be quicker on long texts; memories are short). Texts beyond the bound are
 * shown as one removal and one insertion, so that the table of lengths stays below 8 MB.
 */

const WORDS_MAX = 2_000

export interface DiffPart {
  readonly change: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Words with the blanks that follow them: joining the parts gives the text back. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*?(?=\s|$)|\s+/g) ?? []
}

/** `lengths[i * width + j]`: length of the common subsequence of the words from i and from j on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1
  const lengths = new Uint16Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const below = (i + 1) * width
      lengths[i * width + j] =
        before[i] === after[j]
          ? lengths[below + j + 1]! + 1
          : Math.max(lengths[below + j]!, lengths[i * width + j + 1]!)
    }
  }
  return lengths
}

function join(parts: DiffPart[], change: DiffPart['change'], text: string): void {
  const last = parts.at(-1)
  if (last?.change === change) parts[parts.length - 1] = { change, text: last.text + text }
  else if (text !== '') parts.push({ change, text })
}

export function diffText(before: string, after: string): DiffPart[] {
  if (before === after) return before === '' ? [] : [{ change: 'same', text: before }]
  const old = wordsOf(before)
  const now = wordsOf(after)
  const parts: DiffPart[] = []
  if (old.length > WORDS_MAX || now.length > WORDS_MAX) {
    join(parts, 'removed', before)
    join(parts, 'added', after)
    return parts
  }
  const lengths = commonLengths(old, now)
  const width = now.length + 1
  let i = 0
  let j = 0
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      join(parts, 'same', old[i]!)
      i += 1
      j += 1
    } else if (
      i < old.length &&
      (j === now.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      join(parts, 'removed', old[i]!)
      i += 1
    } else {
      join(parts, 'added', now[j]!)
      j += 1
    }
  }
  return parts
}
