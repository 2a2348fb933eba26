/** Mooncake's traces (FAST'25): JSON Lines of time, lengths, and the ids of the 512-token blocks of the prompt, each naming the prefix up to it. */

import {
  headObject,
  objectOf,
  refuseLine,
  type TraceFormat,
  timeOf,
  tokensOf,
} from '../trace-format.ts'

const BLOCK_TOKENS = 512
const BLOCK_IDS_MAX = 1_000_000

export const mooncake: TraceFormat = {
  name: 'mooncake',
  isOrdered: true,
  recognises: (head) => {
    const first = headObject(head)
    return first !== null && 'hash_ids' in first && 'input_length' in first && 'timestamp' in first
  },
  open: (path) => (line, number) => {
    const place = { path, line: number }
    const fields = objectOf(line, place)
    const blocks = fields.hash_ids
    const promptTokens = tokensOf(fields.input_length, 'input_length', place)
    const areIds =
      Array.isArray(blocks) &&
      blocks.length <= BLOCK_IDS_MAX &&
      blocks.every((id) => Number.isInteger(id) && id >= 0 && id < 2 ** 32)
    if (!areIds) refuseLine(path, number, 'hash_ids is no list of ids')
    if (blocks.length > Math.ceil(promptTokens / BLOCK_TOKENS)) {
      refuseLine(path, number, `${blocks.length} blocks for ${promptTokens} tokens`)
    }
    return [
      {
        arrivalMs: timeOf(fields.timestamp, 'timestamp', place),
        promptTokens,
        outputTokens: tokensOf(fields.output_length, 'output_length', place),
        blocks: Uint32Array.from(blocks as number[]),
        blockTokens: BLOCK_TOKENS,
      },
    ]
  },
}
