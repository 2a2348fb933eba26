/**
 * A turn's text as clauses that state something, with their exact place in it; what is asked, quoted, supposed or told of others is left out.
 *
 * Worked example: `If I had a dog, I'd call it Max. My sister is Anna.` gives one clause, 32 to 50. Quotations, code and quoted lines are
 * blanked before, character for character, so that offsets stay. Bound: EXTRACT_CHARACTERS_MAX characters of a text are read.
 */

/** Characters of one turn that are looked at; what is longer is a document and not something said of oneself. */
export const EXTRACT_CHARACTERS_MAX = 100_000

export interface Clause {
  readonly text: string
  /** UTF-16 offset in the turn's text. */
  readonly from: number
}

const masked = [
  /```[\s\S]*?(?:```|$)/g,
  /`[^`\n]*`/g,
  /^[ \t]*>.*$/gm,
  /["“„«][^"”“»\n]{1,400}["”“»]/g,
  /(?<=^|\s)[‘'][^‘’'\n]{3,200}[’'](?=[\s.,!?]|$)/gm,
  /https?:\/\/\S+/g,
]
const sentence = /[^.!?\n。！？]+(?:[.](?=\S)[^.!?\n。！？]*)*[.!?。！？…]*/g
const asks = /[?？]\s*$/
const opensQuestion =
  /^\W*(?:and |so |but |or )?(?:do|does|did|is|are|was|were|can|could|would|should|will|have|has|had|may|might|what|when|where|which|who|whom|whose|why|how)(?:n['’]t)? (?:you|i|we|he|she|it|they|the|my|your|that|this|there|do|did|is|are|was|would|will)\b/i
/** What follows is not how it is: conditions, wishes, dreams, guesses, jokes, made-up stories. */
const supposed =
  /\b(?:if|unless|wish(?:ed|ing)?|imagin\w+|suppos\w+|pretend\w*|assum\w+|hypothetical\w*|would(?:n['’]t)?|might|maybe|perhaps|probably|could(?:n['’]t)?|kidding|joking|joke|jk|sarcas\w+|dream(?:ed|t|ing|s)? (?:that|of|about|where|i)|in (?:my|a|the) (?:dream|story|novel|game|movie|film|play|script|role)|my character|role-?play|for example|e\.g|let['’]s say|say that|as though|as if|wenn|falls|würde|hätte|vielleicht|si (?:j|je|tu|il|yo|fuera|tuviera)|peut-être|quizás?|tal vez|ojalá|aimerais|gustaría)\b|\bI['’]d\b|\/s\b/i
/** Somebody else speaks: `he said I ...`, `she told me that my ...`. */
const reported =
  /\b(?:he|she|they|who|somebody|someone|everyone|people|mom|mum|dad|[A-Z]\w+) (?:always |once |just )?(?:say|says|said|told|tells|claims?|claimed|thinks?|thought|asked|asks|wrote|writes|texted|replied|believes?|believed|sang|sings|goes|was like|is like)\b/
const others = /^\W*(?:you|your|you['’]re|u|ur|yours)\b/i
/** Between clauses of a sentence. */
const breaks =
  /\s*(?:[;:()]|\s[-–—]+\s|—|,?\s\bbut\b|,\s*(?:and|so|because)\b(?=\s+(?:I|my|we|our)\b)|,(?=\s*(?:I|my|we)\b)|\s\band\b(?=\s+(?:I|my|we)\b))\s*/gi

function blank(text: string): string {
  let blanked = text
  for (const pattern of masked) {
    blanked = blanked.replace(pattern, (found) => found.replace(/[^\n]/g, '\u0000'))
  }
  return blanked
}

/** Trimmed, with its place; null when nothing is left. */
function clauseOf(text: string, from: number): Clause | null {
  const start = text.search(/[^\s,.!?…*~]/)
  if (start < 0) return null
  const trimmed = text.slice(start).replace(/[\s.!?…,*~]+$/, '')
  return trimmed.length < 3 ? null : { text: trimmed, from: from + start }
}

function partsOf(text: string, from: number): Clause[] {
  const parts: Clause[] = []
  let at = 0
  for (const found of text.matchAll(breaks)) {
    const part = clauseOf(text.slice(at, found.index), from + at)
    if (part !== null) parts.push(part)
    at = found.index + found[0].length
  }
  const last = clauseOf(text.slice(at), from + at)
  return last === null ? parts : [...parts, last]
}

/** Clauses in order. */
export function clausesOf(text: string): Clause[] {
  const clauses: Clause[] = []
  const read = blank(text.slice(0, EXTRACT_CHARACTERS_MAX))
  for (const { 0: said, index } of read.matchAll(sentence)) {
    if (asks.test(said) || opensQuestion.test(said) || supposed.test(said)) continue
    if (reported.test(said)) continue
    for (const clause of partsOf(said, index)) {
      if (!others.test(clause.text) && !clause.text.includes('\u0000')) clauses.push(clause)
    }
  }
  return clauses
}
