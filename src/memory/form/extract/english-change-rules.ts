/**
 * What English speakers say when something of their life begins or ends: moves, jobs, weddings, animals, likes that are over. Data.
 *
 * What begins has the relation that holds from then on ("moved to" is "lives in"). What ends names the relations that end with it; where the
 * wording alone leaves open what was meant ("I left Acme"), only a fact that is known ends and nothing is stated.
 */

import { am, kin, many, name, often, one, placeOnly, relative, rule, x } from './english-words.ts'
import type { ExtractRule } from './rule.ts'

const pet =
  '(?:\\p{L}+ ){0,2}?(?:dog|cat|puppy|kitten|hamster|parrot|horse|pony|rabbit|bunny|turtle|tortoise|snake|lizard|gecko|ferret|bird|budgie|canary|fish|goldfish|guinea pig|retriever|labrador|poodle|beagle|terrier|pup)'
const nowNot = '(?: now)?,? (?:any ?more|any longer)'
const work = ['works for', 'works as']
const couple = ['partner', 'wife', 'husband', 'spouse', 'engaged to', 'girlfriend', 'boyfriend']

/** `I no longer work at Acme`, `I don't work at Acme any more`. */
function noLonger(verbs: string, rest: Parameters<typeof rule>[1]): ExtractRule[] {
  const doing = verbs.replace('live', 'living').replace('work', 'working')
  return [
    rule(`(?:I|we) no longer (?:${verbs}) ${x}`, rest),
    rule(`(?:I am|I['’]m|we are|we['’]re) no longer (?:${doing}) ${x}`, rest),
    rule(`(?:I am|I['’]m|we are|we['’]re) not (?:${doing}) (?<x>.{2,60}?)${nowNot}$`, rest),
    rule(`(?:I|we) (?:don['’]t|do not) (?:really )?(?:${verbs}) (?<x>.{2,60}?)${nowNot}$`, rest),
  ]
}

const begins: readonly ExtractRule[] = [
  rule(
    `(?:I|we)(?:['’]ve| have)? ${often}(?:moved|relocated) (?:back |over |here |away )?(?:from .{2,40}? )?to ${placeOnly}(?<x>\\p{Lu}.{2,60})$`,
    {
      say: '{s} moved to {x}',
      fact: { relation: 'lives in', ...one, begins: true },
      confidence: 0.85,
      time: 'event',
      isName: true,
    },
  ),
  rule(`(?:I|we)(?:['’]ve| have) ${often}(?:lived|been living) in (?<x>.{2,60} since .{2,30})$`, {
    say: '{s} lives in {x}',
    fact: { relation: 'lives in', ...one, begins: true },
    confidence: 0.85,
    time: 'dated-event',
    isName: true,
  }),
  rule(
    `(?:I|we)(?:['’]ve| have)? ${often}(?:started|began) (?:working|to work|(?:a|my) (?:new )?job) (?<p>at|for|as) ${x}`,
    {
      say: '{s} started working {p} {x}',
      fact: { relation: 'works {p}', ...one, begins: true },
      confidence: 0.85,
      time: 'event',
    },
  ),
  rule(
    `I(?:['’]ve| have) ${often}(?:worked|been working) (?<p>at|for|as) (?<x>.{2,60} since .{2,30})$`,
    {
      say: '{s} works {p} {x}',
      fact: { relation: 'works {p}', ...one, begins: true },
      confidence: 0.85,
      time: 'dated-event',
    },
  ),
  rule(
    `I ${often}(?:got|started|accepted|landed|found) (?:a|my|the) (?:new |first )?(?:job|position|internship) (?:at|with|for) (?<x>\\p{Lu}.{1,60})$`,
    {
      say: '{s} works at {x}',
      fact: { relation: 'works at', ...one, begins: true },
      confidence: 0.8,
      time: 'event',
      isName: true,
    },
  ),
  rule(`I(?:['’]ve| have)? ${often}joined (?<x>\\p{Lu}.{1,50}?) as an? .{2,50}$`, {
    say: '{s} works at {x}',
    fact: { relation: 'works at', ...one, begins: true },
    confidence: 0.8,
    time: 'event',
    isName: true,
  }),
  rule(`(?:I|we)(?: just| recently| finally)? (?:got )?married(?: to)? ${name}`, {
    say: '{s} got married to {x}',
    fact: { relation: 'married to', ...one, begins: true },
    confidence: 0.85,
    time: 'event',
    isName: true,
  }),
  rule(
    `(?:I|we)(?:['’]ve| have)? ${often}(?<v>adopted|got|bought|rescued) an? (?<k>${pet})(?:,)? (?:named|called) ${name}`,
    {
      say: '{s} {v} a {k} called {x}',
      fact: { relation: 'has pet', ...many, begins: true },
      confidence: 0.9,
      time: 'event',
      isName: true,
    },
  ),
]

const ends: readonly ExtractRule[] = [
  rule(`(?:I|we) used to live in ${x}`, {
    say: '{s} used to live in {x}',
    fact: { relation: 'lives in', ...one, ends: 'stated' },
    confidence: 0.85,
    time: 'event',
  }),
  rule(`I used to work (?<p>at|for|as) ${x}`, {
    say: '{s} used to work {p} {x}',
    fact: { relation: 'works {p}', ...one, ends: 'stated' },
    confidence: 0.85,
    time: 'event',
  }),
  rule(`I used to (?:like|love|enjoy) ${x}`, {
    say: '{s} used to like {x}',
    fact: { relation: 'likes', ...many, ends: 'stated' },
    confidence: 0.75,
  }),
  ...noLonger('live in', {
    say: '{s} no longer lives in {x}',
    fact: { relation: 'lives in', ...one, ends: 'stated' },
    confidence: 0.85,
    time: 'event',
  }),
  ...noLonger('work (?<p>at|for|as)', {
    say: '{s} no longer works {p} {x}',
    fact: { relation: 'works {p}', ...one, ends: 'stated' },
    confidence: 0.85,
    time: 'event',
  }),
  rule(`I (?:quit|stopped|left|lost) (?:working|my job|my position) (?<p>at|for|as) ${x}`, {
    say: '{s} no longer works {p} {x}',
    fact: { relation: 'works {p}', ...one, ends: 'stated' },
    confidence: 0.85,
    time: 'event',
  }),
  rule(
    `I(?:['’]ve| have)? ${often}(?:quit|left|resigned from|retired from|was (?:fired|laid off|let go) (?:from|by)) (?<x>.{2,60})$`,
    {
      say: '{s} left {x}',
      fact: { relation: 'works at', ...one, ends: 'known' },
      confidence: 0.8,
      time: 'event',
      isName: true,
    },
  ),
  rule(
    `(?:I(?:['’]ve| have)? ${often}(?:quit|left|lost) my (?:old )?job|I(?:['’]ve| have)? ${often}retired|I (?:was|got) (?:fired|laid off)|${am} (?:now )?unemployed)(?= (?:in|on|last|this|two|three|\\d+|yesterday|today)\\b|$)`,
    {
      say: '{s} left their job',
      fact: { relation: 'works at', ...one, ends: 'known', alsoEnds: work, isAny: true },
      confidence: 0.8,
      time: 'event',
    },
  ),
  rule(`(?:I|we)(?:['’]ve| have)? ${often}moved (?:away |out )(?:from|of) (?<x>.{2,60})$`, {
    say: '{s} left {x}',
    fact: { relation: 'lives in', ...one, ends: 'known' },
    confidence: 0.8,
    time: 'event',
    isName: true,
  }),
  ...noLonger('like|love|enjoy', {
    say: '{s} no longer likes {x}',
    fact: { relation: 'likes', ...many, ends: 'stated' },
    confidence: 0.85,
  }),
  rule(
    `(?:I|we)(?: are| am|['’]re|['’]m)? (?:just |recently |finally )?(?:got |now )?divorced(?= |$)`,
    {
      say: '{s} got divorced',
      fact: { relation: 'married to', ...one, ends: 'known', alsoEnds: couple, isAny: true },
      confidence: 0.85,
      time: 'event',
    },
  ),
  rule(`(?:I|we) ${often}(?:broke up with|separated from|divorced) ${name}`, {
    say: '{s} and {x} are no couple any more',
    fact: { relation: 'married to', ...one, ends: 'known', alsoEnds: couple },
    confidence: 0.85,
    time: 'event',
    isName: true,
  }),
  rule(`(?:my|our) (?<r>${relative})?,? ?${name},? (?:has |just |sadly )?(?:died|passed away)\\b`, {
    say: '{x} died',
    fact: { relation: 'has pet', ...many, ends: 'known', alsoEnds: kin.split('|') },
    confidence: 0.85,
    time: 'event',
    isName: true,
  }),
]

export const englishChanges: readonly ExtractRule[] = [...begins, ...ends]
