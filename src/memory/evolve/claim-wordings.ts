/**
 * A clause in the one wording that stands for its relation: who pays a rent has it, what is sold at a shop the shop sells.
 *
 * Compiles `wordingTable` once, for whoever reads claims. A line is tried only where its group's words are in the clause; the first that
 * matches rewrites, and later groups see the result. Invariant: captured words, adverbs and negation are all in the rewritten clause, and
 * what stands behind the pattern stays behind it.
 */

import { wordingTable } from '../../policy/consolidation/lexicon/wordings.ts'

interface Wording {
  readonly pattern: RegExp
  /** Words without which the pattern cannot match: looked for first, since most patterns then are never compiled. */
  readonly words: readonly string[]
  readonly form: string
}

interface WordingGroup {
  readonly needs: RegExp
  readonly wordings: readonly Wording[]
}

export type ClaimWordings = readonly WordingGroup[]

const functionWords =
  'for|in|with|at|since|on|by|from|to|before|after|because|when|except|which|who|that|until|per|every|and|is|are|was|were|has|have|had|of|as|using|made|during|while|so'
/** Adverbs, negation and auxiliaries that may stand at `~`. */
const adverb =
  '(?:(?:does|do|did|is|has|have) not|not|never|no longer|now|currently|also|still|usually|recently|always|just|has|strongly|mostly|often|really|primarily|mainly)'
const within = '(?:(?! (?:who|which|that|and|but|because|if|when) )[^,]){1,60}?'
const subjectFirst = `(?!(?:and|but|or)\\b)${within}`
const valueFirst = `(?!(?:it|this|that|he|she|they|there|what)\\b)${within}`
const strict = `(?:(?:the|my|our|an?) )?[^\\s,]+(?: (?!(?:${functionWords})\\b)[^\\s,]+){0,3}`
const noun = '(?<N>[a-z]+(?: (?!has|have|had|was|were|is|are|went|not)[a-z]+)?)'
const be = '(?:is|are|am|has been|have been)'
/** What may stand behind a pattern; one expression for all, since each that holds these words costs its compilation. */
const tail = new RegExp(
  `^(?:,| (?:${functionWords}|where|if|unless|mostly|especially|now|ever|once|twice|thrice|daily|weekly|monthly|yearly|\\d+x?|two|three|four|five|six|several|most|each|all|including)\\b|$)`,
  'i',
)

/** Named groups by letter; the numbered groups of a line keep their order as `n1`, `n2`. */
function compiled(line: string): Wording {
  const [left, form] = line.split(' = ') as [string, string]
  let source = left.replace(/\[([A-Za-z |]+)\]/g, (_all, inner: string) => `(?:${inner})?`)
  let count = 0
  source = source.replace(/\((?!\?)/g, () => {
    count += 1
    return `(?<n${count}>`
  })
  source = source
    .replace(/(^|[ )~])is (?!paid|taking)/g, `$1${be} `)
    .replaceAll('~', `(?<q>(?:${adverb} )*)`)
  const letters = /(?<![A-Za-z<\\[{^])(S|V2|V3|V|W|N)(?![A-Za-z\]])/g
  source = source.replace(letters, (_all, letter: string, at: number, whole: string) => {
    const isLast = at + letter.length === whole.length
    if (letter === 'N') return noun
    if (letter === 'V3') return '(?<V3>.*)'
    if (at === 0) return `(?<${letter}>${letter === 'S' ? subjectFirst : valueFirst})`
    if (letter === 'S') return `(?<S>${strict}${isLast ? '' : '?'})`
    return `(?<${letter}>${isLast ? '\\S.*' : '\\S.*?'})`
  })
  const endsOpen = /(?:^|[ ~)\]])V$|V3$|V2$/.test(left)
  const pattern = new RegExp(`^${source}${endsOpen ? '' : '(?<t>(?:[, ].*)?)'}$`, 'i')
  return { pattern, form, words: literalsOf(left) }
}

/** "S ~pays? V in rent": pay, in, rent. */
function literalsOf(left: string): string[] {
  const plain = left.replace(/\((?:[^()]|\([^()]*\))*\)\??|\[[^\]]*\]\??/g, ' ')
  return plain
    .split(/[ ~]+/)
    .map((word) => word.replace(/.\?$/, (end) => (end.endsWith('?') ? '' : end)))
    .filter((word) => /^[a-z']{2,}$/.test(word) && word !== 'is')
}

export function createClaimWordings(): ClaimWordings {
  const groups: { needs: RegExp; wordings: Wording[] }[] = []
  for (const line of wordingTable.trim().split('\n')) {
    if (line.startsWith('@ '))
      groups.push({ needs: new RegExp(`(?:^|[ '])(?:${line.slice(2)})`, 'i'), wordings: [] })
    else groups.at(-1)!.wordings.push(compiled(line))
  }
  return groups
}

/** "does not" before a copula's value is "not". */
function adverbs(said: string | undefined): string {
  return (said ?? '').replace(/\b(?:does|do|did|is|has|have) not\b/gi, 'not').replace(/\bhas /g, '')
}

function rewritten({ pattern, form }: Wording, clause: string): string | null {
  const found = pattern.exec(clause)?.groups
  if (found === undefined || (found.t !== undefined && !tail.test(found.t))) return null
  const subject = (found.S ?? '').replace(/^User$/, 'user')
  const isFirst = /^i$/i.test(subject)
  const owner = isFirst ? 'my' : `${subject} 's`
  const said = form.replace(/~|\$\d|V2|V3|\b[PSVWN]\b/g, (mark) => {
    if (mark === '~') return adverbs(found.q)
    if (mark.startsWith('$')) return found[`n${mark.slice(1)}`] ?? ''
    if (mark === 'P') return owner
    return mark === 'S' ? subject : (found[mark] ?? '')
  })
  return `${said}${found.t ?? ''}`.replace(/\s+/g, ' ').trim()
}

const mine = /(^|\b(?:is|are|of|and) )my (?=\S)/gi

/** The clause as its relation is worded here; itself where no line knows it. */
export function wordedOneWay(clause: string, wordings: ClaimWordings): string {
  let rest = clause.replace(mine, "$1I 's ")
  for (const { needs, wordings: lines } of wordings) {
    if (!needs.test(rest)) continue
    const folded = rest.toLowerCase()
    for (const line of lines) {
      if (!line.words.every((word) => folded.includes(word))) continue
      const next = rewritten(line, rest)
      if (next === null) continue
      rest = next.replace(mine, "$1I 's ")
      break
    }
  }
  return rest.replace(/\bI 's /g, 'my ')
}
