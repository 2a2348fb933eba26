/**
 * A memory's text to the columns that a decision reads: who, what relation, what of it, and how it is said to hold.
 *
 * One pass a clause: times and numbers come out first, then voice and tense are made plain, cues are noted, phrases become concepts, and
 * what is left is divided at the verb. No parser: a clause that is not understood becomes a bag of stems, which a decision can still
 * compare but never merges unless every word is the same. Invariant: what is dropped is in `idleWords`; all else is in a column.
 */

import { isKnownName } from '../../policy/caching/lexicon/names.ts'
import type { Speller } from '../../policy/caching/question/speller.ts'
import type { Claim, ClaimSide, ClaimWord, Region } from '../../policy/consolidation/claim.ts'
import { bindingWords } from '../../policy/consolidation/lexicon/cues.ts'
import {
  type ClaimPhrases,
  nominalConcepts,
  type Phrase,
  type PhraseTable,
} from './claim-phrases.ts'
import { clausesOf } from './claim-text.ts'
import { readTimes } from './claim-times.ts'
import { type Token, takeQuantities, tokensOf, withoutArticles } from './claim-tokens.ts'
import { plainVoice } from './plain-voice.ts'

export interface ClaimParts {
  readonly phrases: ClaimPhrases
  /** The word list's readings of misspelt words; null without a list. */
  readonly speller: Speller | null
}

/** A word on its way into a column. */
interface Piece extends Token {
  /** Key of the word as it was written, before its synonyms. */
  readonly stem: string
  readonly concept: string | null
  readonly flags: string
}

const negations = new Set(
  'not no never none nobody nothing nowhere neither nor cannot lack dislike nt'.split(' '),
)
const users = new Set('i me my mine myself user im'.split(' '))
const ours = new Set('we our us ours ourselves'.split(' '))
const others = new Set('he she they it him her them his hers their its theirs'.split(' '))
const titles = new Set('mr mrs ms dr prof sir madam'.split(' '))
const binding = new Set(bindingWords.split(' '))

export function readClaims(text: string, timeMs: number | null, parts: ClaimParts): ClaimSide {
  const claims = clausesOf(text).map((clause) => readClause(clause, timeMs, parts))
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}%$€£+#]+/gu, ' ')
    .trim()
  return { claims, plain, timeMs }
}

function readClause(clause: string, timeMs: number | null, parts: ClaimParts): Claim {
  const { phrases } = parts
  const times = readTimes(clause, timeMs)
  const correct = (word: string): string | undefined => parts.speller?.correct(word)
  const taken = takeQuantities(tokensOf(times.rest, phrases.keyOf, correct), (tokens, end) =>
    boundBefore(tokens, end, phrases),
  )
  const voiced = plainVoice(
    withoutArticles(taken.tokens).filter((token) => !titles.has(token.raw)),
    phrases,
  )
  const noted = takeCues(voiced.tokens, phrases)
  const hasMoney = taken.quantities.some(({ dimension }) => dimension.startsWith('money'))
  const replaced = takeReplaced(noted.tokens)
  const pieces = takeConcepts(replaced.tokens, phrases, hasMoney)
  const quantified = takeQuantifiers(pieces, phrases)
  const columns = columnsOf(quantified.pieces, parts)
  const { cues } = noted
  return {
    ...columns,
    isNegated: noted.isNegated,
    modalities: [
      'want',
      'plan',
      'may',
      'must',
      'should',
      'can',
      'try',
      'fail',
      'pretend',
      'almost',
    ].filter((cue) => cues.has(cue)),
    tense:
      cues.has('plan') && voiced.tense !== 'past'
        ? 'future'
        : columns.isPresent
          ? 'present'
          : voiced.tense,
    isEnded: cues.has('ended'),
    isNow: cues.has('now'),
    isChange: cues.has('change') || columns.isChange,
    isCorrection: cues.has('correction'),
    quantifiers: quantified.quantifiers,
    quantities: taken.quantities.map((one) => ({ ...one, of: headOf(one.of, phrases) })),
    dates: times.dates,
    clocks: times.clocks,
    replaced: replaced.keys,
  }
}

/** The key that a counted noun shares with its synonyms. */
function headOf(key: string, phrases: ClaimPhrases): string {
  return key === '' ? '' : (phraseAt([{ key }], 0, phrases.synonyms)?.name ?? key)
}

/** The longest phrase that starts at `index`. */
function phraseAt(
  tokens: readonly { readonly key: string }[],
  index: number,
  table: PhraseTable,
): Phrase | null {
  const candidates = table.get(tokens[index]!.key)
  if (candidates === undefined) return null
  for (const phrase of candidates) {
    if (phrase.keys.every((key, offset) => tokens[index + offset]?.key === key)) return phrase
  }
  return null
}

function boundBefore(
  tokens: readonly Token[],
  end: number,
  phrases: ClaimPhrases,
): { bound: string; length: number } | null {
  for (let length = Math.min(4, end); length > 0; length -= 1) {
    const found = phraseAt(tokens, end - length, phrases.bounds)
    if (found !== null && found.keys.length === length) return { bound: found.name, length }
  }
  return null
}

/** Verbs after which `to` or a gerund follows: "want to go" is a cue, "want a dog" one as well; "will" as a name is none. */
function takeCues(
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
function takeReplaced(tokens: readonly Token[]): { tokens: Token[]; keys: string[] } {
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

/** Phrases become concepts; a single verb of the tables only where it can be a verb. */
function takeConcepts(tokens: readonly Token[], phrases: ClaimPhrases, hasMoney: boolean): Piece[] {
  const pieces: Piece[] = []
  let hasVerb = false
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    const named: boolean =
      hasVerb && /^(?:called|named)$/.test(token.raw) && pieces.at(-1)?.key !== 'be'
    const isStatus: boolean =
      index > 0 &&
      token.raw.endsWith('ed') &&
      phrases.lexicon.classesOf(token.key).includes('status')
    const relation: Phrase | null = isStatus
      ? null
      : named
        ? namedPhrase
        : phraseAt(tokens, index, phrases.relations)
    const synonym = phraseAt(tokens, index, phrases.synonyms)
    const isEarning = hasMoney && token.key === 'make' && index > 0
    const isRelation: boolean =
      !isEarning &&
      relation !== null &&
      relation.keys.length >= (synonym?.keys.length ?? 0) &&
      (named || isRelationHere(relation, tokens, index, hasVerb))
    const isVerb: boolean = isRelation
      ? !nominalConcepts.has(relation!.name) || relation!.keys.includes('be')
      : /^(?:be|have|do)$/.test(token.key) || phrases.pastForms.has(token.raw)
    hasVerb ||= isVerb
    // "joined Netflix": a firm; "makes 50,000 dollars": earns them.
    const special = isRelation ? null : specialRelation(tokens, index, hasMoney)
    if (special !== null) {
      pieces.push({
        ...token,
        stem: token.key,
        key: special.name,
        concept: special.name,
        flags: special.flags,
      })
      continue
    }
    const phrase = isRelation
      ? relation
      : synonym !== null && isSynonymHere(synonym, token, index)
        ? synonym
        : null
    if (phrase === null) {
      pieces.push({ ...token, stem: token.key, concept: null, flags: '' })
      continue
    }
    pieces.push({
      ...token,
      stem: token.key,
      key: phrase.name,
      concept: isRelation ? phrase.name : null,
      flags: isRelation ? phrase.flags : '',
    })
    index += phrase.keys.length - 1
  }
  return pieces
}

/** Nouns that are in the tables beside verbs of the same relation. */
const nominalWords =
  /^(?:price|salary|name|employer|job|occupation|profession|boss|manager|address|home|rent|major|deadline|editor)$/
function specialRelation(
  tokens: readonly Token[],
  index: number,
  hasMoney: boolean,
): Phrase | null {
  const { key } = tokens[index]!
  if (key === 'make' && hasMoney && index > 0)
    return { keys: [key], text: key, name: 'EARN', flags: 's' }
  if (key === 'join' && tokens[index + 1]?.isCapital === true)
    return { keys: [key], text: key, name: 'WORK', flags: 'sc' }
  return null
}

const namedPhrase: Phrase = { keys: ['name'], text: 'named', name: 'NAMED', flags: 's' }
/** Words that are names as often, where they are written with a capital. */
const capitalNames =
  /^(?:java|bill|mark|case|sub|pop|bro|term|sweet|folk|jumper|trainer|sage|rose|amber|dear|angle)$/

function isSynonymHere(synonym: Phrase, token: Token, index: number): boolean {
  return !(
    token.isCapital &&
    index > 0 &&
    synonym.keys.length === 1 &&
    capitalNames.test(token.raw)
  )
}

const determiners =
  /^(?:a|an|the|my|your|his|her|its|our|their|this|that|some|any|no|'s|old|new|first|of|in|at|for|with|by)$/

function isRelationHere(
  relation: Phrase,
  tokens: readonly Token[],
  index: number,
  hasVerb: boolean,
): boolean {
  const token = tokens[index]!
  // "is a developer" is no "is developed".
  if (token.key === 'be' && relation.keys.length === 2 && tokens[index + 1]?.article !== undefined)
    return false
  if (nominalConcepts.has(relation.name) || token.key === 'be' || nominalWords.test(token.raw))
    return true
  if (relation.keys.at(-1) === 'be') return true
  if (token.article !== undefined) return false
  const previous = tokens[index - 1]
  if (previous === undefined) return tokens.length > 1
  if (determiners.test(previous.raw)) return false
  // "the team meeting takes place": no verb without a form of be.
  if (!hasVerb && token.raw.endsWith('ing')) return false
  // After the verb only what is said to be done: "likes playing", "learned to play".
  if (
    hasVerb &&
    relation.keys.length === 1 &&
    !token.raw.endsWith('ing') &&
    !/^(?:to|and|or|who|that)$/.test(previous.raw) &&
    !/ed$/.test(token.raw)
  ) {
    return /^(?:be|can|will)$/.test(previous.key)
  }
  const next = tokens[index + relation.keys.length]
  // "the deploy script needs": a verb before the verb is a noun.
  return !(
    relation.keys.length === 1 &&
    next !== undefined &&
    /^(?:be|have|do)$/.test(next.key) &&
    !token.raw.endsWith('ed')
  )
}

function takeQuantifiers(
  pieces: readonly Piece[],
  phrases: ClaimPhrases,
): { pieces: Piece[]; quantifiers: string[] } {
  const kept: Piece[] = []
  const quantifiers: string[] = []
  for (let index = 0; index < pieces.length; index += 1) {
    const phrase =
      pieces[index]!.concept === null ? phraseAt(pieces, index, phrases.quantifiers) : null
    if (phrase === null) kept.push(pieces[index]!)
    else {
      quantifiers.push(phrase.name)
      index += phrase.keys.length - 1
    }
  }
  return { pieces: kept, quantifiers: quantifiers.sort() }
}

interface Columns {
  readonly words: readonly ClaimWord[]
  readonly relation: string
  readonly isCopula: boolean
  /** Its past says what holds: "was diagnosed with". */
  readonly isPresent: boolean
  readonly isChange: boolean
  readonly isSubjectOpen: boolean
}

/** A pronoun whose owner is not known. */
const open = Symbol('open')

/** Index of the clause's verb, or -1. */
function verbAt(pieces: readonly Piece[], { verbs, pastForms }: ClaimPhrases): number {
  const isVerb = (index: number): boolean => {
    const { concept, key, stem, raw, isCapital } = pieces[index]!
    if (key === 'be' || key === 'have' || key === 'do') return true
    if (concept !== null)
      return index > 0 || !(nominalConcepts.has(concept) || nominalWords.test(raw))
    if (isCapital && index > 0) return false
    if (pastForms.has(raw)) return true
    if (
      index > 0 &&
      raw.length > 4 &&
      raw.endsWith('ed') &&
      pieces[index]!.article === undefined &&
      pieces[index - 1]!.raw !== "'s"
    )
      return true
    return (
      index > 0 &&
      verbs.has(stem) &&
      !determiners.test(pieces[index - 1]!.raw) &&
      pieces[index]!.article === undefined
    )
  }
  for (let index = 0; index < pieces.length; index += 1) {
    if (!isVerb(index)) continue
    const next = pieces[index + 1]
    const isNounBeforeVerb =
      index > 0 &&
      pieces[index]!.concept === null &&
      next !== undefined &&
      isVerb(index + 1) &&
      !/^(?:be|have|do)$/.test(pieces[index]!.key)
    if (!isNounBeforeVerb) return index
  }
  return -1
}

function columnsOf(pieces: readonly Piece[], parts: ClaimParts): Columns {
  const at = verbAt(pieces, parts.phrases)
  const isCopula = at >= 0 && pieces[at]!.key === 'be'
  const isInverted = isCopula && isInvertedCopula(pieces, at)
  const relationPiece =
    pieces.find((piece) => piece.concept !== null && weakWith.has(piece.concept)) ??
    pieces.find(
      (piece, index) =>
        piece.concept !== null &&
        (nominalConcepts.has(piece.concept) || (index >= at && (!isCopula || index <= at + 1))),
    ) ??
    pieces[at]
  const isReversed = relationPiece !== undefined && /v/.test(relationPiece.flags)
  const words: ClaimWord[] = []
  let bound: string | null = null
  let isSubjectOpen = false
  const hasUser = pieces.slice(0, Math.max(at, 1)).some(({ raw }) => users.has(raw))
  pieces.forEach((piece, index) => {
    const isBefore = isInverted ? index > at : index < at
    const region: Region =
      piece === relationPiece || index === at ? 'relation' : isBefore ? 'subject' : 'object'
    if (piece.concept === null && binding.has(piece.raw)) {
      bound = piece.raw
      return
    }
    const word = wordOf(piece, region, hasUser)
    if (word === open) {
      if (region === 'subject') isSubjectOpen = true
      return
    }
    if (
      word === null ||
      (piece.concept === null &&
        piece.key !== relationPiece?.key &&
        parts.phrases.idle.has(piece.raw))
    )
      return
    if ((word === 'have' || word === 'HAVE') && piece !== relationPiece) return
    if (piece.concept === null && (piece.key === 'be' || piece.raw === "'s")) return
    words.push({
      key: word,
      raw: piece.raw,
      isName: isNameHere(piece, index, parts),
      isKnown: parts.speller === null ? null : parts.speller.isKnown(piece.raw),
      isOwner: pieces[index + 1]?.raw === "'s" || /^(?:my|our)$/.test(piece.raw),
      region: isReversed ? reversed(region, bound) : region,
      bound: isReversed && region === 'subject' ? 'to' : bound,
    })
    bound = null
  })
  return {
    words,
    relation: relationPiece === undefined ? '' : (relationPiece.concept ?? relationPiece.key),
    isCopula,
    isPresent: relationPiece?.flags.includes('p') === true,
    isChange: pieces.some(({ flags }) => flags.includes('c') && !flags.startsWith('x=')),
    isSubjectOpen,
  }
}

/** Nouns of a relation beside which `have` says nothing: "has a peanut allergy". */
const weakWith = new Set(['ALLERGIC', 'INTOLERANT', 'INTEREST', 'DATING'])

/** "Blue is my favourite colour", "Tom is Anna's boss": the attribute stands behind. */
function isInvertedCopula(pieces: readonly Piece[], at: number): boolean {
  const owns = (piece: Piece): boolean =>
    piece.raw === "'s" || /^(?:my|our)$/.test(piece.raw) || piece.concept === 'FAVOURITE'
  const before = pieces.slice(0, at)
  const behind = pieces.slice(at + 1)
  if (
    before.length === 0 ||
    before.some(owns) ||
    before.some(({ raw }) => users.has(raw) || others.has(raw))
  )
    return false
  if (behind.some(owns)) return true
  return (
    behind[0]?.article === 'the' &&
    before.every(({ isCapital, raw }) => isCapital || /[\d@]/.test(raw))
  )
}

/** The borrower stands where the lender's `to` would be. */
function reversed(region: Region, bound: string | null): Region {
  if (region === 'subject') return 'object'
  return region === 'object' && bound === 'from' ? 'subject' : region
}

function wordOf(piece: Piece, region: Region, hasUser: boolean): string | typeof open | null {
  if (piece.concept !== null) return piece.key
  if (users.has(piece.raw)) return region === 'object' && hasUser ? null : 'USER'
  if (ours.has(piece.raw)) return region === 'object' ? null : 'WE'
  if (others.has(piece.raw)) return region === 'subject' ? open : null
  return piece.key
}

function isNameHere(piece: Piece, index: number, { speller }: ClaimParts): boolean {
  if (piece.concept !== null) return false
  if (/[\d_./@#]/.test(piece.raw)) return true
  if (isKnownName(piece.raw)) return true
  if (!piece.isCapital || /^(?:i|the|user)$/.test(piece.raw)) return false
  return index > 0 || (speller !== null && !speller.isKnown(piece.raw))
}
