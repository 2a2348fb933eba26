/**
 * Server-sent events from a byte stream's text, a piece at a time (WHATWG HTML, 9.2.6).
 *
 * Only `event` and `data` are read. A piece may end anywhere; a block that grows past the bound is dropped, so a broken stream
 * cannot fill the page's memory.
 */

const BLOCK_CHARACTERS_MAX = 1_048_576

export interface SseMessage {
  readonly event: string
  readonly data: string
}

export class SseParser {
  #rest = ''

  /** The messages that `piece` completes. */
  feed(piece: string): SseMessage[] {
    this.#rest = (this.#rest + piece).replaceAll('\r\n', '\n')
    const blocks = this.#rest.split('\n\n')
    this.#rest = blocks.pop() ?? ''
    if (this.#rest.length > BLOCK_CHARACTERS_MAX) this.#rest = ''
    return blocks.map(readBlock).filter((message) => message.data !== '')
  }
}

function readBlock(block: string): SseMessage {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const field = line.slice(0, colon)
    const value = line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
  }
  return { event, data: data.join('\n') }
}
