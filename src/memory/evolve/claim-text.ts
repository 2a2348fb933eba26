/**
 * A memory's text to clauses of plain words: contractions written out, reporting frames cut, fronted phrases moved behind.
 *
 * Owns what is done to the text before any word is looked at. Invariant: no negation is lost and no word is made up. `'s` is `is` where
 * the next word says so, else a possessive, which stays as `'s`. English only; other scripts pass through unchanged.
 */

import { frames } from '../../policy/consolidation/lexicon/cues.ts'
import { type ClaimWordings, wordedOneWay } from './claim-wordings.ts'

/** A longer text is not a statement; what follows is left out, and the pair is then never merged. */
export const CLAIM_CHARACTERS_MAX = 1_000
export const CLAUSES_MAX = 6

const pronounIs = 'he|she|it|that|there|here|this|what|who|where|when|how|everything|everyone'
const behindIs =
  'a|an|the|not|no|now|in|at|on|from|to|allergic|afraid|always|never|very|too|called|named|about|also|still|currently|based|married|single|engaged|divorced|retired|fluent|interested|vegetarian|vegan|fond|good|bad|with|out|down|up|red|blue|green|\\d+|(?!closing|opening|starting|meeting|building|wedding|morning|evening|ending|parking|living|dining|training|spring|ceiling|king|ring|string|being)[a-z]{3,}ing(?! (?:time|date|room|hour|space|fee|limit|style|list|plan|session|year|habit|address|price))'
const behindHas = 'been|got|had|moved|become|gone|started|stopped|switched|changed|quit|left|given'

const rewrites: readonly (readonly [RegExp, string])[] = [
  [/[‘’ʼ`´]/g, "'"],
  [/[“”«»"]/g, ' '],
  [/\bcan'?t\b|\bcannot\b/gi, 'can not'],
  [/\bwon'?t\b/gi, 'will not'],
  [/\bshan'?t\b/gi, 'shall not'],
  [/\bain'?t\b/gi, 'is not'],
  [
    /\b(is|are|was|were|do|does|did|has|have|had|could|would|should|must|might|need)n'?t\b/gi,
    '$1 not',
  ],
  [/\b(i)'?m\b/gi, 'I am'],
  [/\b(you|we|they)'re\b/gi, '$1 are'],
  [/\b(i|you|we|they)'?ve\b/gi, '$1 have'],
  [/\b(\w+)'ll\b/gi, '$1 will'],
  [/\b(\w+)'d (like|love|rather|prefer)\b/gi, '$1 would $2'],
  [/\b(\w+)'d (been|\w+ed|gone|had)\b/gi, '$1 had $2'],
  [/\b(i|you|we|they|he|she|it)'d\b/gi, '$1 would'],
  [new RegExp(`\\b(${pronounIs})'s (?=(?:${behindHas})\\b)`, 'gi'), '$1 has '],
  [new RegExp(`\\b(${pronounIs})'s\\b`, 'gi'), '$1 is'],
  [new RegExp(`\\b(\\w+)'s (?=(?:${behindHas})\\b)`, 'gi'), '$1 has '],
  [new RegExp(`\\b(\\w+)'s (?=(?:${behindIs})\\b)`, 'gi'), '$1 is '],
  [/(\w)'s\b/g, "$1 's"],
  [/(\w+s)'(?=\s)/g, "$1 's"],
  [/\bcan not (?:stand|bear)\b/gi, 'hate'],
  [/\b(?:is|am|are) unable to\b/gi, 'can not'],
  [/\b(likes?|loves?) (.{1,40}?) (?:better|more|the most|best)$/gi, 'prefers $2'],
  [/\ban? (hour|day|week|month|year|mile) and a half\b/gi, '1.5 $1s'],
  [/\bhalf an? (hour|day|year|mile|minute|million)\b/gi, '0.5 $1s'],
  [/\brps\b|\breq(?:uest)?s?\/s(?:ec(?:ond)?)?\b/gi, 'requests every second'],
  [/\brpm\b|\breq(?:uest)?s?\/min(?:ute)?\b/gi, 'requests every minute'],
  [/\breq(?:uest)?s?\/h(?:our|r)?\b/gi, 'requests every hour'],
  [/\b(\d+) ?x (?=(?:a|per|every|each) )/gi, '$1 times '],
  [/\btwice (?=(?:a|per|every|each) )/gi, '2 times '],
  [/\bthrice (?=(?:a|per|every|each) )/gi, '3 times '],
  [/\bonce (?:a|per|every|each) (day|week|month|year)\b/gi, 'every $1'],
  [/\bdaily$/gi, 'every day'],
  [/\bweekly$/gi, 'every week'],
  [/\bmonthly$/gi, 'every month'],
  [/\b(?:yearly|annually)$/gi, 'every year'],
  [/(\bblood (?:type|group)(?: is| is not| was)? )(a|b|ab|o)$/gi, '$1$2type'],
  [/\bthird (?=[a-z])/g, '3rd '],
  [/\bfourth (?=[a-z])/g, '4th '],
  [/\bfifth (?=[a-z])/g, '5th '],
  [/\bsixth (?=[a-z])/g, '6th '],
  [/#(?=\d)/g, ''],
  [/(\d) ?° ?c\b/gi, '$1 degrees Celsius'],
  [/(\d) ?° ?f\b/gi, '$1 degrees Fahrenheit'],
  [/\bout of\b/gi, 'outside'],
  // What is on is not off, though neither word counts elsewhere.
  [
    /\b(is|are|was|were|stays?|goes|went|turned) (on|off|up|down|in|out|over|away|back)$/gi,
    '$1 $2state',
  ],
  [/\bgolang\b/gi, 'Go'],
  [/\bTS\b/g, 'TypeScript'],
  [/\bJS\b/g, 'JavaScript'],
  [/\bwi-fi\b/gi, 'wifi'],
  [
    /(\bblood (?:type|group)(?: is| is not| was)? )(a|b|ab|o) ?(?:\+|positive|pos)(?![a-z])/gi,
    '$1$2plus',
  ],
  [
    /(\bblood (?:type|group)(?: is| is not| was)? )(a|b|ab|o)[ -]?(?:-|−|negative|neg)(?![a-z])/gi,
    '$1$2minus',
  ],
  [/\b(?:per|each) (second|minute|hour|day|night|week|month|year)\b/gi, 'every $1'],
  [
    /(\d|dollars?|euros?|pounds?|once|twice|times?|k|km|miles|hours?|minutes?|requests?|queries|calls) an? (second|minute|hour|day|night|week|month|year)\b/gi,
    '$1 every $2',
  ],
  [/\ba few\b/gi, 'several'],
  [/\ba couple of\b/gi, 'several'],
  [/\ba lot\b/gi, 'lots'],
  [/(^|\s)(my|'s|their|his|her|our) preferred (?=[a-z])/gi, '$1$2 favourite '],
  [
    /\b(gave|give|gives|threw|throws|turned|turns|switched|switches|put|puts|picked|called) (?!away|off|out|up|on|down)(.{1,30}?) (away|off|out|up|down)$/gi,
    '$1 $3 $2',
  ],
  [
    /^(.{1,60}?) (?:switched|changed|updated|raised|lowered|increased|reduced|bumped) (?:my|his|her|their|the|its|our) ([a-z]+(?: [a-z]+)?) to (?=\S)/i,
    "$1 's $2 is now ",
  ],
  // What stands beside the value was so, not what is said of it.
  [/, (an?|the) (?:former|previous|ex-?) ?(?=\w)/gi, ', $1 onetime '],
  [/\bgonna\b/gi, 'going to'],
  [/\bwanna\b/gi, 'want to'],
  [/\bgotta\b/gi, 'have to'],
  [/\b(mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e)\.\s/gi, '$1 '],
  [/(\d),(?=\d{3}\b)/g, '$1'],
  [/\b(a|p)\.m\.?/gi, '$1m'],
  [/\bex-(?=[a-z])/gi, 'former '],
  [/\b(\d+)[ -]years?[ -]old\b/gi, 'aged $1'],
  [/\b(\w+)[ -]years?[ -]old\b/gi, 'aged $1'],
]

const sentenceBreak = /(?<=[\p{L}\p{N})%$])[.!?;]+\s+(?=\S)|\n+/u
const clauseBreak =
  /,?\s+\bbut\b\s+|,?\s+\bwhereas\b\s+|,?\s+\bhowever\b,?\s+|,?\s+and now\s+|,?\s+and\s+(?=no longer\s)|,\s+now\s+(?=[a-z])|,?\s+and\s+(?=(?:i|he|she|they|we|user|the user)\s)|\s+-{1,2}\s+|\s+[—–]\s+/i
const fronted =
  /^((?:in|on|at|since|after|before|during|for|from|by|last|next|this|every|each|as of|back in|until|when|yesterday|today|tomorrow|currently|nowadays|these days|recently|previously|formerly|now|once)\b[^,]{0,40}),\s+(\S.*)$/i
/** "Berlin is where Anna lives", "Tom is the one who broke it": the clause behind states it. */
const cleft =
  /^(.{1,60}?)\s+(?:is|are|was|were)\s+(?:where|what|who|(?:the\s+)?(?:one\s+(?:that|who|which|where|for which)|(?:person|place|city|company|thing|language|tool|town|country)\s+(?:that|who|which|where|for which)?))\s*(\S+(?:\s+\S+){1,})$/i
/** "There is a bug in x", "the price of x is y": said of x. */
const existential =
  /^there\s+(is|are|was|were)\s+(not\s+)?(.{2,80}?)\s+(?:in|inside|within|at)\s+(\S.*?)((?:\s+(?:since|under|when|if|because|on|during|after|before|for|while)\s.*)?)$/i
const attribute =
  /^(?:the\s+)?(?!rest|lot|use|one|most|some)([a-z]+(?: [a-z]+)?)\s+(?:of|for)\s+((?:the |my |our )?\S+(?: \S+){0,4}?)\s+(is|are|was|were|went|rose|fell|dropped|increased|decreased|changed|starts|equals)\s+(\S.*)$/i
const itCleft = /^it\s+(?:is|was)\s+(.{1,40}?)\s+(?:who|that|which)\s+(\S.*)$/i

export function plainText(text: string): string {
  let plain = text
    .slice(0, CLAIM_CHARACTERS_MAX)
    .normalize('NFKC')
    .replace(/^[\s\-*•>]+|[.!?;,\s]+$/g, '')
  for (const [pattern, replacement] of rewrites) plain = plain.replace(pattern, replacement)
  return plain.replace(/\s+/g, ' ').trim()
}

function unframed(clause: string, wordings: ClaimWordings): string {
  let rest = clause.trim()
  for (const frame of frames) rest = rest.replace(frame, '')
  const front = fronted.exec(rest)
  if (front !== null)
    rest = `${front[2]} ${front[1]!.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase())}`
  const there = existential.exec(rest)
  if (there !== null) return `${there[4]} has ${there[2] ?? ''}${there[3]}${there[5]}`
  const of = attribute.exec(rest)
  if (of !== null && !/ 's$/.test(of[1]!)) rest = `${of[2]} 's ${of[1]} ${of[3]} ${of[4]}`
  const worded = wordedOneWay(rest, wordings)
  if (worded !== rest) return worded
  const it = itCleft.exec(rest)
  if (it !== null) return `${it[1]} ${it[2]}`
  const split = cleft.exec(rest)
  if (split === null) return rest
  // "Tom is the one who broke it" keeps its subject in front; "Berlin is where Anna lives" gets it behind.
  return /^(?:\w+ed|\w+s|\w+ [a-z]+)\b/i.test(split[2]!) && /who|one|person/i.test(rest)
    ? `${split[1]} ${split[2]}`
    : `${split[2]} ${/ where /i.test(rest) ? 'in ' : ''}${split[1]}`
}

/** Clauses in order; at least one, which may be empty. */
export function clausesOf(text: string, wordings: ClaimWordings): string[] {
  const clauses: string[] = []
  for (const sentence of plainText(text).split(sentenceBreak)) {
    for (const part of unframed(sentence, wordings).split(clauseBreak)) {
      const clause = unframed(part, wordings).replace(/[.!?;,\s]+$/, '')
      if (clause.length > 1) clauses.push(clause)
    }
  }
  return clauses.length === 0 ? [''] : clauses.slice(0, CLAUSES_MAX)
}
