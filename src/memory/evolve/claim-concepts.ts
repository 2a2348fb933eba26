/**
 * Words to concepts: the relations and synonyms that the tables know, each phrase one piece; and scale words apart.
 *
 * A single verb of the tables is a relation only where it can be a verb: not behind an article or a possessive, and after the clause's verb only
 * as what is said to be done ("likes playing"). Invariant: a piece that no table knows keeps its stem.
 */

import { type ClaimPhrases, nominalConcepts, type Phrase, phraseAt } from './claim-phrases.ts'
import type { Token } from './claim-tokens.ts'

/** A word on its way into a column. */
export interface Piece extends Token {
  /** Key of the word as it was written, before its synonyms. */
  readonly stem: string
  readonly concept: string | null
  readonly flags: string
}

/** Phrases become concepts; a single verb of the tables only where it can be a verb. */
export function takeConcepts(
  tokens: readonly Token[],
  phrases: ClaimPhrases,
  hasMoney: boolean,
): Piece[] {
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
export const nominalWords =
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

export const determiners =
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

export function takeQuantifiers(
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
