/** Text from standard input: UTF-8, bounded, whole. */

import { LociError } from '../errors.ts'
import type { Terminal } from '../host/terminal.ts'

export async function readInputText(terminal: Terminal, bytesMax: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let byteCount = 0
  try {
    for await (const chunk of terminal.readInput()) {
      byteCount += chunk.length
      if (byteCount > bytesMax) {
        throw new LociError('INPUT_TOO_LARGE', `standard input is larger than ${bytesMax} bytes`, {
          hint: 'Split it, or use `loci import` for whole conversations.',
        })
      }
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (error) {
    if (LociError.is(error)) throw error
    throw new LociError('INPUT_NOT_UTF8', 'standard input is not UTF-8', { cause: error })
  }
}
