/**
 * What English speakers say of others whom they name or whose kin they name: where they live, what they work, who belongs to them. Data.
 *
 * Only names: a clause about "she" or "my boss's friend" states nothing. The case of letters counts in these rules, because a name is told by
 * its capital.
 */

import { many, named, one, placeOnly, relative, rule, x } from './english-words.ts'
import type { ExtractRule } from './rule.ts'

type Change = Pick<ExtractRule, 'time' | 'isName'>

interface Way {
  readonly verb: string
  readonly say: string
  readonly fact: Omit<NonNullable<ExtractRule['fact']>, 'subject'>
  readonly rest?: Change
}

/** `lives in my heart`, `works for me`. */
const notMine = '(?!(?:me|us|my|our|you|your)\\b)'

const lives = { relation: 'lives in', ...one } as const
const works = { relation: 'works {p}', ...one } as const
const begins = { begins: true } as const
const when: Change = { time: 'event' }

/** What is said of anybody. */
const ways: readonly Way[] = [
  { verb: `(?:now |still |currently )?lives in ${notMine}${x}`, say: 'lives in {x}', fact: lives },
  {
    verb: `(?:has |just |recently )*(?:moved|relocated) (?:back )?to ${placeOnly}${x}`,
    say: 'moved to {x}',
    fact: { ...lives, ...begins },
    rest: { ...when, isName: true },
  },
  {
    verb: `(?:now |still |currently )?works (?<p>at|for|as) ${notMine}${x}`,
    say: 'works {p} {x}',
    fact: works,
  },
  {
    verb: `(?:has |just |recently )*(?:started|began) (?:working|to work|a (?:new )?job) (?<p>at|for|as) ${x}`,
    say: 'started working {p} {x}',
    fact: { ...works, ...begins },
    rest: when,
  },
  {
    verb: `(?:no longer works|(?:has )?(?:quit|stopped) working) (?<p>at|for|as) ${x}`,
    say: 'no longer works {p} {x}',
    fact: { ...works, ends: 'stated' },
    rest: when,
  },
  {
    verb: `(?:used to live|no longer lives) in ${x}`,
    say: 'no longer lives in {x}',
    fact: { ...lives, ends: 'stated' },
    rest: when,
  },
]

const confidence = 0.8

function waysOf(who: string, subject: string): ExtractRule[] {
  return ways.map(({ verb, say, fact, rest }) =>
    rule(`${who} ${verb}`, {
      say: `${subject} ${say}`,
      fact: { ...fact, subject },
      confidence,
      ...rest,
    }),
  )
}

export const englishOthers: readonly ExtractRule[] = [
  ...waysOf(`(?:my|our|My|Our) (?:${relative}),? ${named},?`, '{n}'),
  ...waysOf(`${named},? (?:my|our) (?:${relative}),?`, '{n}'),
  ...waysOf(named, '{n}'),
  ...waysOf(`(?:my|our|My|Our) (?<r>${relative})`, "{s}'s {r}"),
  rule(
    `${named}['’]s (?<r>${relative})(?:['’]s name is| is called| is named|,| is) (?<x>\\p{Lu}.{1,60})$`,
    {
      say: "{n}'s {r} is called {x}",
      fact: { subject: '{n}', relation: '{r}', ...many },
      confidence,
      isName: true,
    },
  ),
]
