/**
 * What a call costs, from the prices that the user gives: dollars for a million tokens read, and for a million written.
 *
 * There is no list of prices in here: they change and differ by contract. Without a price the cost is unknown (null), never 0.
 */

import { LociError } from '../errors.ts'

export interface ModelPrice {
  /** US dollars for a million tokens of prompts, which is millionths of a dollar for one. */
  readonly promptDollars: number
  readonly completionDollars: number
}

/** `0.15,0.6`. Throws CONFIG_INVALID. */
export function parseModelPrice(text: string): ModelPrice {
  const parts = text.split(',').map((part) => part.trim())
  const [promptDollars, completionDollars] = parts.map(Number)
  const isPrice = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && value >= 0
  const isWhole = parts.length === 2 && parts.every((part) => part !== '')
  if (isWhole && isPrice(promptDollars) && isPrice(completionDollars)) {
    return { promptDollars, completionDollars }
  }
  throw new LociError('CONFIG_INVALID', `the model's price ${JSON.stringify(text)} is no pair`, {
    hint: 'Give dollars for a million tokens read and written: 0.15,0.6',
  })
}

/** In millionths of a dollar: 1,000 tokens read at 0.15 and 100 written at 0.6 cost 210. */
export function costMicrosOf(
  tokens: { readonly promptTokens: number; readonly completionTokens: number },
  price: ModelPrice | null,
): number | null {
  if (price === null) return null
  const { promptTokens, completionTokens } = tokens
  const micros = promptTokens * price.promptDollars + completionTokens * price.completionDollars
  return Math.round(micros * 1_000) / 1_000
}
