/**
 * What a clause says of how it holds, taken out of its words: modality, negation, time of validity, correction, and what was there before.
 *
 * Cues come from `cueTable`; a word that only looks like one (the month May, a bus stop) stays. Invariant: each negation is counted once, so
 * that two cancel out; what is said to be replaced is no word of the claim any more.
 */

import { type ClaimPhrases, type Phrase, phraseAt } from './claim-phrases.ts'
import type { Token } from './claim-tokens.ts'

const negations = new Set(
  'not no never none nobody nothing nowhere neither nor cannot lack dislike nt'.split(' '),
)

/** Verbs after which `to` or a gerund follows: "want to go" is a cue, "want a dog" one as well; "will" as a name is none. */
export function takeCues(
  tokens: readonly Token[],
  phrases: ClaimPhrases,
): { tokens: Token[]; cues: Set<string>; isNegated: boolean } {
  const kept: Token[] = []
  const cues = new Set<string>()
  let negationCount = 0
  let isBase = false
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    const phrase = phraseAt(tokens, index, phrases.cues)
    if (phrase !== null && isCue(phrase, tokens, index, kept)) {
      cues.add(phrase.name)
      index += phrase.keys.length - 1
      isBase = stopping.test(token.key)
    } else if (negations.has(token.raw) || negations.has(token.key)) {
      negationCount += 1
      if (token.key === 'lack') kept.push({ ...token, raw: 'have', key: 'have' })
      if (/^dislik/.test(token.raw)) kept.push({ ...token, raw: 'like', key: 'like' })
    } else if (/^dislik/.test(token.raw)) {
      negationCount += 1
      kept.push({ ...token, raw: 'like', key: 'like' })
    } else if (token.key === 'avoid' && /ing$/.test(tokens[index + 1]?.raw ?? '')) {
      negationCount += 1
      isBase = true
    } else {
      // "stopped playing": what was played.
      kept.push(isBase && token.raw.endsWith('ing') ? { ...token, raw: token.key } : token)
      isBase = false
    }
  }
  return { tokens: kept, cues, isNegated: negationCount % 2 === 1 }
}

const stopping = /^(?:stop|quit|ceas|give|keep)$/

function isCue(
  phrase: Phrase,
  tokens: readonly Token[],
  index: number,
  kept: readonly Token[],
): boolean {
  const token = tokens[index]!
  const next = tokens[index + phrase.keys.length]
  if (phrase.keys.length === 1) {
    if (
      phrase.text !== token.raw &&
      !/^(?:stop|quit|cease|want|consider|hope for)$/.test(phrase.text)
    )
      return false
    // A noun or a name that looks like a cue: "May", "the stop", "the new plan", "bus stop".
    if (token.isCapital && index > 0 && phrase.name !== 'now') return false
    if (/^(?:stop|quit|ceas)/.test(token.key))
      return (
        kept.length > 0 &&
        next !== undefined &&
        (/ing$/.test(next.raw) || /^(?:to|be)$/.test(next.raw))
      )
    if (token.raw === 'used' || token.raw === 'will' || token.raw === 'can')
      return kept.length > 0 || next !== undefined
    if (token.raw === 'ex') return true
    if (token.raw === 'once') return next !== undefined && !/^(?:a|every|per)$/.test(next.raw)
    if (token.raw === 'new') return next?.isCapital !== true
    if (token.raw === 'second' || token.raw === 'mean') return false
  }
  // "needs to know Node" is a duty, "needs Node" is not; "is used to noise" is a habit.
  if (phrase.keys.join(' ') === 'use to') return token.raw === 'used' && kept.at(-1)?.key !== 'be'
  return true
}

/** "from Paris to Rome", "instead of X", "replaced X with Y": what was there before. */
export function takeReplaced(tokens: readonly Token[]): { tokens: Token[]; keys: string[] } {
  const kept: Token[] = []
  const keys: string[] = []
  const moves = tokens.some(({ key }) =>
    /^(?:move|switch|chang|migrat|reloc|upgrad|transit|renam|reschedul|convert|shift|postpon|rais|went|go|increas|decreas|port|replac)/.test(
      key,
    ),
  )
  let isDropping = false
  for (let index = 0; index < tokens.length; index += 1) {
    const { raw, key } = tokens[index]!
    const next = tokens[index + 1]?.raw ?? ''
    if (moves && raw === 'from') {
      isDropping = true
      continue
    }
    if (
      ((raw === 'instead' || raw === 'rather') && /^(?:of|than)$/.test(next)) ||
      (raw === 'place' && next === 'of')
    ) {
      isDropping = true
      index += 1
      continue
    }
    if (
      /^replac/.test(key) &&
      /^(?:with|by)$/.test(
        tokens.slice(index + 1, index + 7).find((one) => /^(?:with|by)$/.test(one.raw))?.raw ?? '',
      )
    ) {
      kept.push(
        { raw: 'switch', key: 'switch', isCapital: false },
        { raw: 'to', key: 'to', isCapital: false },
      )
      isDropping = true
      continue
    }
    if (isDropping && /^(?:to|with|by|into|because|after|in|for)$/.test(raw)) {
      isDropping = false
      if (raw === 'to' && kept.at(-1)?.key !== 'to') kept.push(tokens[index]!)
      continue
    }
    if (isDropping) keys.push(key)
    else kept.push(tokens[index]!)
  }
  return { tokens: kept, keys }
}
