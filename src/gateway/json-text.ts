/**
 * JSON as text: how deep it nests, where a member's value begins, and putting one element into an array without touching the rest.
 *
 * Splicing the text, and not parsing and writing it again, is what keeps every other byte of a forwarded request as it came:
 * numbers beyond 2^53, key order, escapes. All but `jsonDepth` expect text that JSON.parse accepts.
 */

const QUOTE = 34
const BACKSLASH = 92
const blank = /\s/

/** Just after the string that begins at `start`. */
function afterString(text: string, start: number): number {
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from)
    if (quote === -1) return text.length
    let before = quote - 1
    while (text.charCodeAt(before) === BACKSLASH) before -= 1
    if ((quote - before) % 2 === 1) return quote + 1
    from = quote + 1
  }
}

/** The deepest nesting of brackets; stops counting past `most`. Text need not be valid. */
export function jsonDepth(text: string, most: number): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = afterString(text, index) - 1
    else if (code === 123 || code === 91) {
      depth += 1
      deepest = Math.max(deepest, depth)
      if (deepest > most) return deepest
    } else if (code === 125 || code === 93) depth -= 1
  }
  return deepest
}

function skipBlanks(text: string, start: number): number {
  let index = start
  while (index < text.length && blank.test(text[index]!)) index += 1
  return index
}

/** Just after the value that begins at `start`. */
function afterValue(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return afterString(text, start)
  if (first !== '{' && first !== '[') {
    let index = start
    while (index < text.length && !/[,\]}\s]/.test(text[index]!)) index += 1
    return index
  }
  let depth = 0
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = afterString(text, index) - 1
    else if (code === 123 || code === 91) depth += 1
    else if (code === 125 || code === 93) {
      depth -= 1
      if (depth === 0) return index + 1
    }
  }
  return text.length
}

/** Where the value of a top-level member begins; the last one wins, as in JSON.parse. */
export function memberStart(text: string, key: string): number | undefined {
  let found: number | undefined
  let index = skipBlanks(text, skipBlanks(text, 0) + 1)
  while (index < text.length && text[index] === '"') {
    const keyEnd = afterString(text, index)
    const name: unknown = JSON.parse(text.slice(index, keyEnd))
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1)
    if (name === key) found = start
    index = skipBlanks(text, afterValue(text, start))
    if (text[index] === ',') index = skipBlanks(text, index + 1)
  }
  return found
}

/** Puts `element` (JSON) before the element `at` of the array that begins at `arrayStart`; past the end, it becomes the last. */
export function insertElement(
  text: string,
  arrayStart: number,
  at: number,
  element: string,
): string {
  let index = skipBlanks(text, arrayStart + 1)
  const put = (offset: number, piece: string): string =>
    text.slice(0, offset) + piece + text.slice(offset)
  if (text[index] === ']') return put(index, element)
  for (let position = 0; ; position += 1) {
    if (position === at) return put(index, `${element},`)
    const end = afterValue(text, index)
    const next = skipBlanks(text, end)
    if (text[next] !== ',') return put(end, `,${element}`)
    index = skipBlanks(text, next + 1)
  }
}
