/**
 * The token estimate: its additivity, which budgets rest on, and its error against real byte-pair vocabularies where they are present.
 *
 * The counter below is plain byte-pair merging by rank over cl100k-like pieces; it is the oracle, not part of the product.
 */

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { estimateTokens } from './token-estimate.ts'

const dataFolder = new URL('../../../shared/data/', import.meta.url)
const vocabulary = new URL('tokenizers/tiktoken/cl100k_base.tiktoken.gz', dataFolder)
const conversations = new URL('locomo/', dataFolder)
const piece =
  /'(?:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+/giu

function loadRanks(): ReadonlyMap<string, number> {
  const lines = gunzipSync(readFileSync(vocabulary)).toString('utf8').trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [token, rank] = line.split(' ')
      return [Buffer.from(token!, 'base64').toString('latin1'), Number(rank)]
    }),
  )
}

function countPiece(text: string, ranks: ReadonlyMap<string, number>): number {
  const parts = [...Buffer.from(text, 'utf8').toString('latin1')]
  if (ranks.has(parts.join(''))) return 1
  for (;;) {
    let best = -1
    let bestRank = Number.POSITIVE_INFINITY
    for (let at = 0; at + 1 < parts.length; at += 1) {
      const rank = ranks.get(parts[at]! + parts[at + 1]!) ?? Number.POSITIVE_INFINITY
      if (rank < bestRank) [best, bestRank] = [at, rank]
    }
    if (best < 0) return parts.length
    parts.splice(best, 2, parts[best]! + parts[best + 1]!)
  }
}

function countTokens(text: string, ranks: ReadonlyMap<string, number>): number {
  let count = 0
  for (const [found] of text.matchAll(piece)) count += countPiece(found, ranks)
  return count
}

/** Turns of every readable conversation, in groups as long as a small prompt. */
function sampleTexts(): string[] {
  const texts: string[] = []
  for (const name of readdirSync(conversations)) {
    if (!name.endsWith('.json.gz')) continue
    const content = JSON.parse(gunzipSync(readFileSync(new URL(name, conversations))).toString())
    const sessions = Object.values<unknown>(content.conversation ?? {}).filter(Array.isArray)
    for (const turns of sessions) {
      texts.push(turns.map((turn) => `${turn.speaker}: ${turn.text}`).join('\n'))
    }
  }
  return texts
}

test('the estimate of lines is the sum of their estimates and one for each newline', () => {
  const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1 })
  const property = fc.property(lines, (parts) => {
    const clean = parts.map((part) => part.replaceAll('\n', ' '))
    const sum = clean.reduce((total, line) => total + estimateTokens(line), 0)
    assert.equal(estimateTokens(clean.join('\n')), sum + clean.length - 1)
  })
  fc.assert(property)
})

test('nothing is no token, and scripts count as their vocabularies cut them', () => {
  assert.equal(estimateTokens(''), 0)
  assert.equal(estimateTokens('   '), 0)
  assert.equal(estimateTokens('I bought a kayak.'), 5)
  assert.equal(estimateTokens('2023'), 2)
  assert.ok(estimateTokens('博物馆') >= 3)
})

test('against a real vocabulary the estimate of conversations is near, and rather too high than too low', (t) => {
  if (!existsSync(vocabulary) || !existsSync(conversations)) {
    t.skip(`needs ${vocabulary.pathname} and ${conversations.pathname}`)
    return
  }
  const ranks = loadRanks()
  assert.equal(countTokens('hello world', ranks), 2)
  const errors = sampleTexts().map((text) => {
    const real = countTokens(text, ranks)
    return (estimateTokens(text) - real) / real
  })
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  const spread = errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length
  t.diagnostic(
    `${errors.length} texts: mean error ${(100 * mean).toFixed(1)} %, mean absolute ${(100 * spread).toFixed(1)} %, range ${(100 * Math.min(...errors)).toFixed(1)} to ${(100 * Math.max(...errors)).toFixed(1)} %`,
  )
  assert.ok(mean > -0.01 && mean < 0.08, `mean error ${mean}`)
  assert.ok(spread < 0.1, `mean absolute error ${spread}`)
})
