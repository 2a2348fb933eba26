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
  determiners,
  nominalWords,
  type Piece,
  takeConcepts,
  takeQuantifiers,
} from './claim-concepts.ts'
import { takeCues, takeReplaced } from './claim-cues.ts'
import { type ClaimPhrases, nominalConcepts, phraseAt } from './claim-phrases.ts'
import { clausesOf } from './claim-text.ts'
import { readTimes } from './claim-times.ts'
import { type Token, takeQuantities, tokensOf, withoutArticles } from './claim-tokens.ts'
import type { ClaimWordings } from './claim-wordings.ts'
import { plainVoice } from './plain-voice.ts'

export interface ClaimParts {
  readonly wordings: ClaimWordings
  readonly phrases: ClaimPhrases
  /** The word list's readings of misspelt words; null without a list. */
  readonly speller: Speller | null
}
const users = new Set('i me my mine myself user im'.split(' '))
const ours = new Set('we our us ours ourselves'.split(' '))
const others = new Set('he she they it him her them his hers their its theirs'.split(' '))
const titles = new Set('mr mrs ms dr prof sir madam'.split(' '))
const binding = new Set(bindingWords.split(' '))

export function readClaims(text: string, timeMs: number | null, parts: ClaimParts): ClaimSide {
  const claims: Claim[] = []
  for (const clause of clausesOf(text, parts.wordings))
    claims.push(withSubject(readClause(clause, timeMs, parts), claims[0]))
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}%$€£+#]+/gu, ' ')
    .trim()
  return { claims, plain, timeMs }
}

/** A later clause without a subject of its own ("but now lives in Rome") speaks of the first one's. */
function withSubject(claim: Claim, first: Claim | undefined): Claim {
  const isOwn = claim.words.some(({ region }) => region === 'subject')
  if (first === undefined || (isOwn && !claim.isSubjectOpen)) return claim
  const subject = isOwn ? [] : first.words.filter(({ region }) => region === 'subject')
  if (subject.length === 0) return claim
  return { ...claim, words: [...subject, ...claim.words], isSubjectOpen: first.isSubjectOpen }
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

interface Columns {
  readonly words: readonly ClaimWord[]
  readonly relation: string
  readonly isCopula: boolean
  readonly isPassive: boolean
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
        piece.key === piece.stem &&
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
      bound: isReversed ? (region === 'subject' ? 'to' : bound === 'from' ? null : bound) : bound,
    })
    bound = null
  })
  return {
    words,
    relation: relationPiece === undefined ? '' : (relationPiece.concept ?? relationPiece.key),
    isCopula,
    isPassive: isCopula && isParticiple(pieces[at + 1], parts.phrases),
    isPresent: relationPiece?.flags.includes('p') === true,
    isChange: pieces.some(({ flags }) => flags.includes('c') && !flags.startsWith('x=')),
    isSubjectOpen,
  }
}

/** A form that says after `be` what was done: "paid", "hired". */
function isParticiple(piece: Piece | undefined, { pastForms }: ClaimPhrases): boolean {
  if (piece === undefined || piece.article !== undefined) return false
  return pastForms.has(piece.raw) || (piece.raw.length > 3 && piece.raw.endsWith('ed'))
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
