/**
 * Auxiliaries undone: progressives, perfects and `do` become the bare verb, passives with `by` the active sentence.
 *
 * "was written by Tom" is "Tom wrote", "has moved" is "moved", "is living" is "lives". The tense is noted before it is undone: only past and
 * present, since a perfect says what holds now. A passive that is a phrase of its own ("is employed by") is left to the phrase tables.
 */

import type { ClaimPhrases } from './claim-phrases.ts'
import type { Token } from './claim-tokens.ts'

const notParticiples =
  /^(?:red|bed|need|seed|speed|shed|wed|med|kid|feed|hundred|naked|sacred|wicked|bored|tired|interested|married|retired|scared|excited|allergic|based|engaged|divorced|related|used|aged)$/
const negation =
  /^(?:not|never|no|always|also|still|just|recently|already|now|currently|often|usually|really|long)$/
const notProgressive =
  /^(?:thing|something|nothing|anything|everything|morning|evening|king|ring|spring|string|wedding|meeting|ceiling|building|boring|interesting|charming|amazing|exciting|missing|going)$/

export interface PlainVoice {
  readonly tokens: readonly Token[]
  readonly tense: 'past' | 'perfect' | 'present'
}

export function plainVoice(tokens: readonly Token[], phrases: ClaimPhrases): PlainVoice {
  const active = activeOrder(tokens, phrases)
  const kept: Token[] = []
  let tense: PlainVoice['tense'] | null = null
  for (let index = 0; index < active.length; index += 1) {
    const token = active[index]!
    const next = nextWord(active, index)
    const aux = next === null ? null : auxiliaryTense(token, next, phrases)
    if (aux !== null) {
      tense ??= aux
      if (token.key === 'be') {
        const at = active.indexOf(next!.token)
        active[at] = { ...next!.token, raw: next!.token.key }
      }
      if (token.key === 'get') {
        kept.push({ ...token, raw: aux === 'past' ? 'was' : 'is', key: 'be' })
        continue
      }
      if (token.key === 'have' && next!.token.raw === 'got')
        active.splice(active.indexOf(next!.token), 1)
      else if (
        token.key === 'have' &&
        next!.token.raw === 'been' &&
        active[active.indexOf(next!.token) + 1]?.raw === 'to'
      ) {
        active.splice(active.indexOf(next!.token), 1, {
          ...next!.token,
          raw: 'gone',
          key: phrases.keyOf('go'),
        })
        continue
      } else continue
    } else if (tense === null && index > 0) tense = finiteTense(token, active[index - 1]!, phrases)
    kept.push(token)
  }
  return { tokens: kept, tense: tense ?? 'present' }
}

/** The tense that an auxiliary gives, or null where the word is none. */
function auxiliaryTense(
  token: Token,
  next: { token: Token; isFar: boolean },
  phrases: ClaimPhrases,
): PlainVoice['tense'] | null {
  if (token.key === 'be' && isProgressive(next.token))
    return /^(?:was|were)$/.test(token.raw) ? 'past' : 'present'
  if (
    token.key === 'get' &&
    token.raw !== 'get' &&
    isParticiple(next.token, phrases) &&
    !/^(?:married|rid)$/.test(next.token.raw)
  )
    return token.raw === 'got' ? 'past' : 'present'
  if (token.key === 'have' && next.token.raw === 'got') return 'present'
  if (
    token.key === 'have' &&
    next.token.article === undefined &&
    (isParticiple(next.token, phrases) || next.token.raw === 'been')
  )
    return token.raw === 'had' ? 'past' : 'perfect'
  if (/^(?:do|does|did)$/.test(token.raw) && (next.isFar || phrases.verbs.has(next.token.key)))
    return token.raw === 'did' ? 'past' : 'present'
  return null
}

function finiteTense(
  token: Token,
  previous: Token,
  phrases: ClaimPhrases,
): PlainVoice['tense'] | null {
  if (isPastForm(token, previous, phrases)) return 'past'
  return /^(?:is|are|am|has|have|does|do)$/.test(token.raw) ||
    (phrases.verbs.has(token.key) &&
      token.raw.endsWith('s') &&
      token.article === undefined &&
      previous.raw !== "'s")
    ? 'present'
    : null
}

/** The next word that is no adverb, and whether one stood between. */
function nextWord(
  tokens: readonly Token[],
  index: number,
): { token: Token; isFar: boolean } | null {
  let at = index + 1
  while (at < tokens.length && negation.test(tokens[at]!.raw)) at += 1
  return at < tokens.length ? { token: tokens[at]!, isFar: at > index + 1 } : null
}

function isProgressive({ raw, isCapital }: Token): boolean {
  return raw.length > 5 && raw.endsWith('ing') && !isCapital && !notProgressive.test(raw)
}

function isParticiple({ raw, isCapital }: Token, { pastForms }: ClaimPhrases): boolean {
  if (isCapital || notParticiples.test(raw)) return false
  return pastForms.has(raw) || (raw.length > 4 && raw.endsWith('ed'))
}

function isPastForm(token: Token, previous: Token, phrases: ClaimPhrases): boolean {
  if (/^(?:was|were|had|did)$/.test(token.raw)) return true
  if (
    /^(?:a|an|the|my|his|her|their|our|be|is|are|get)$/.test(previous.raw) ||
    previous.key === 'be'
  )
    return false
  return isParticiple(token, phrases)
}

const besideParticiple =
  /^(?:been|being|not|never|no|always|also|still|just|recently|already|now|currently|often|usually|really|\w+ly)$/
const agentEnd = /^(?:in|on|at|for|since|because|after|before|during|to|with|when|and)$/

/** "the vase was broken by Tom in May" to "Tom broke the vase in May". */
function activeOrder(given: readonly Token[], phrases: ClaimPhrases): Token[] {
  const tokens = [...given]
  const by = tokens.findIndex(
    (token, index) => token.raw === 'by' && index > 1 && isParticipleAt(tokens, index, phrases),
  )
  if (by < 0) return tokens
  let verb = by - 1
  while (verb > 0 && !isParticiple(tokens[verb]!, phrases)) verb -= 1
  let be = verb - 1
  while (be >= 0 && tokens[be]!.key !== 'be' && tokens[be]!.key !== 'get') be -= 1
  if (be < 1 || by + 1 >= tokens.length) return tokens
  // "is open, watched by two guards": no passive of its own.
  if (tokens.slice(be + 1, verb).some(({ raw }) => !besideParticiple.test(raw))) return tokens
  const window = [tokens[be]!, tokens[verb]!, tokens[by]!].map(({ key }) => key)
  const known =
    phrases.relations.get('be')?.some((phrase) => phrase.keys.join(' ') === window.join(' ')) ===
    true
  if (known) return tokens
  let end = by + 1
  while (end < tokens.length && !agentEnd.test(tokens[end]!.raw)) end += 1
  const aux = tokens.slice(0, be).filter(({ key }) => key === 'have' || key === 'will')
  const patient = tokens.slice(0, be).filter((token) => !aux.includes(token))
  return [
    ...tokens.slice(by + 1, end),
    ...tokens.slice(be + 1, verb).filter(({ raw }) => raw !== 'been' && raw !== 'being'),
    // "is written by" is the present, whatever the participle looks like.
    /^(?:is|are|am)$/.test(tokens[be]!.raw) && aux.length === 0
      ? { ...tokens[verb]!, raw: tokens[verb]!.key }
      : tokens[verb]!,
    ...patient,
    ...tokens.slice(verb + 1, by),
    ...tokens.slice(end),
  ]
}

function isParticipleAt(tokens: readonly Token[], by: number, phrases: ClaimPhrases): boolean {
  for (let index = by - 1; index >= Math.max(1, by - 3); index -= 1) {
    if (isParticiple(tokens[index]!, phrases))
      return tokens.slice(0, index).some(({ key }) => key === 'be' || key === 'get')
  }
  return false
}
