/**
 * Bytes as lines of text, one in memory at a time: UTF-8 is checked, a line that does not end is refused before it fills memory.
 *
 * A byte order mark is no part of the first line, a carriage return none of any, and the last line needs no end.
 */

import { LociError } from '../errors.ts'

export const LINE_CHARACTERS_MAX = 16_000_000

export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw new LociError('INPUT_NOT_UTF8', `${path} is not UTF-8`, { cause })
    }
  }
  const plain = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
  for await (const bytes of chunks) {
    const lines = (rest + decode(bytes)).split('\n')
    rest = lines.pop()!
    if (rest.length > LINE_CHARACTERS_MAX) {
      const says = `${path}: a line of more than ${LINE_CHARACTERS_MAX} characters`
      throw new LociError('INPUT_TOO_LARGE', says)
    }
    for (const line of lines) yield plain(line)
  }
  rest += decode()
  if (rest !== '') yield plain(rest)
}
