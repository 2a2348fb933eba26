/**
 * What to search for, from a file that an operator kept: an export (JSON lines) or plain lines.
 *
 * Of JSON every text value counts but those that say what kind of record it is, whose, and when: they are in every store.
 */

const formal = new Set([
  'id',
  'kind',
  'type',
  'user',
  'agent',
  'run',
  'role',
  'at',
  'expiresAt',
  'saidAt',
  'createdAt',
  'updatedAt',
])

function textsIn(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') {
    if (value.trim() !== '') into.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) textsIn(item, into)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) if (!formal.has(key)) textsIn(item, into)
  }
}

export function contentNeedles(content: string): string[] {
  const found = new Set<string>()
  for (const line of content.split(/\r?\n/)) {
    const text = line.trim()
    if (text === '') continue
    if (!/^[[{]/.test(text)) found.add(text)
    else textsIn(parsedOr(text), found)
  }
  return [...found]
}

/** A line that only looks like JSON is a line. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
