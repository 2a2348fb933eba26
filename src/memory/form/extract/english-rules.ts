/**
 * What English speakers say of themselves, as patterns: names, relations, preferences, work, places, quantities, identifiers, plans, events.
 *
 * Written for precision: a clause must begin with what is stated (after a word like "well" or "also"), so that a mention in passing states
 * nothing. Patterns hold no nested repetition: they are linear in the clause.
 */

import { englishChanges } from './english-change-rules.ts'
import { englishOthers } from './english-others-rules.ts'
import {
  am,
  changes,
  identifier,
  intend,
  kin,
  like,
  many,
  name,
  notReaction,
  number,
  often,
  one,
  past,
  relative,
  rule,
  x,
} from './english-words.ts'
import type { ExtractLanguage, ExtractRule } from './rule.ts'

const identity: readonly ExtractRule[] = [
  rule(`my (?:full |real |first )?name(?: is|['’]s) ${name}`, {
    say: '{s} is called {x}',
    fact: { relation: 'name', ...one },
    confidence: 0.95,
    isName: true,
  }),
  rule(`(?:please |you can |just |everyone |people |friends )*call(?:s)? me ${name}$`, {
    say: '{s} likes to be called {x}',
    fact: { relation: 'nickname', ...one },
    confidence: 0.9,
    isName: true,
  }),
  rule(`my (?<r>${identifier})(?: is|['’]s)(?: on| at)? ${x}`, {
    say: "{s}'s {r} is {x}",
    fact: { relation: '{r}', ...one },
    confidence: 0.9,
  }),
  rule(
    `my (?:all-time |absolute |personal )?favou?rite (?<r>(?!(?:way|one|ones|thing|things|part|memory|moment|time)\\b)[\\p{L} -]{3,40}?)(?: of all time)?(?: is|['’]s|: | has to be| has always been) ${x}`,
    {
      say: "{s}'s favourite {r} is {x}",
      fact: { relation: 'favourite {r}', ...one },
      confidence: 0.9,
    },
  ),
  rule(
    `(?<x>\\p{Lu}?[\\p{L}\\p{N}'’ -]{2,50}?) (?:is|are) my (?:all-time |absolute )?favou?rite(?! (?:one|thing|part|way)\\b)(?: (?<r>[\\p{L} -]{3,30}?))?(?: of all time)?$`,
    {
      say: '{x} is the favourite {r} of {s}',
      fact: { relation: 'favourite {r}', ...one },
      confidence: 0.85,
    },
  ),
  rule(`${am} (?:already |now )?(?<x>\\d{1,3})(?: years? old| yo\\b| now$|$)`, {
    say: '{s} is {x} years old',
    fact: { relation: 'age', ...one },
    confidence: 0.9,
  }),
  rule(`I (?:just |recently )?turned (?<x>\\d{1,3})\\b`, {
    say: '{s} turned {x}',
    fact: { relation: 'age', ...one, begins: true },
    confidence: 0.9,
    time: 'event',
  }),
  rule(
    `${am} ${often}(?<x>(?:a )?(?:vegetarian|vegan|pescatarian|lactose[- ]intolerant|gluten[- ]intolerant|coeliac|celiac|diabetic|asthmatic|color-?blind|colour-?blind|left-handed|pregnant|married|divorced|engaged|single|widowed|retired|unemployed|self-employed|nonbinary|non-binary|bilingual))\\b(?! (?:to|with|mom|mum|dad|parent|mother|father)\\b)`,
    {
      say: '{s} is {x}',
      fact: { relation: 'is', ...many },
      confidence: 0.85,
    },
  ),
  rule(`${am} (?:happily |now )?(?<v>married|engaged) to ${name}`, {
    say: '{s} is {v} to {x}',
    fact: { relation: '{v} to', ...one },
    confidence: 0.85,
    isName: true,
  }),
  rule(`${am} ${often}(?:severely |deathly |highly |mildly )?allergic to ${x}`, {
    say: '{s} is allergic to {x}',
    fact: { relation: 'allergic to', ...many },
    confidence: 0.95,
  }),
  rule(`I have an? (?:\\w+ )?allergy to ${x}`, {
    say: '{s} is allergic to {x}',
    fact: { relation: 'allergic to', ...many },
    confidence: 0.95,
  }),
  rule(
    `I have an? (?<x>(?:severe |bad |mild )?(?:peanut|nut|shellfish|pollen|dust|dairy|egg|soy|wheat|cat|dog|latex|penicillin) allergy)`,
    {
      say: '{s} has a {x}',
      fact: { relation: 'allergy', ...many },
      confidence: 0.95,
    },
  ),
]

const relations: readonly ExtractRule[] = [
  rule(
    `my (?<r>${relative})(?:['’]s name is|['’]s called| is called| is named|, whose name is| is|,) ${name}(?!['’]s)(?=$|[,.]| and\\b| who\\b)`,
    {
      say: "{s}'s {r} is called {x}",
      fact: { relation: '{r}', ...many },
      confidence: 0.9,
      isName: true,
    },
  ),
  rule(`(?:[\\p{L}'’ ,]{0,60} )?(?:my|our) (?<r>${relative}),? ${name}(?=$|[\\s,.'’])`, {
    say: "{s}'s {r} is called {x}",
    fact: { relation: '{r}', ...many },
    confidence: 0.85,
    isName: true,
  }),
  rule(`${name} is (?:my|our) (?<r>${relative})\\b(?!['’])`, {
    say: "{s}'s {r} is called {x}",
    fact: { relation: '{r}', ...many },
    confidence: 0.9,
    isName: true,
  }),
  rule(
    `(?:I|we)(?: have|['’]ve got) an? (?:\\w+ ){0,2}?(?<r>${kin}|[\\p{L}]{3,15}) (?:named|called) ${name}`,
    {
      say: "{s}'s {r} is called {x}",
      fact: { relation: '{r}', ...many },
      confidence: 0.9,
      isName: true,
    },
  ),
  rule(`my (?<r>${relative}) is an? (?<x>[\\p{L} -]{3,40})$`, {
    say: "{s}'s {r} is a {x}",
    fact: { subject: "{s}'s {r}", relation: 'is', ...many },
    confidence: 0.75,
  }),
  rule(
    `(?:I|we)(?: have|['’]ve got) (?<x>${number} (?:\\p{L}+ ){0,2}?(?:kids|children|sons|daughters|brothers|sisters|siblings|dogs|cats|pets|grandkids|grandchildren|cousins|horses|fish|chickens|turtles|snakes))`,
    {
      say: '{s} has {x}',
      fact: { relation: 'has', ...many },
      confidence: 0.9,
    },
  ),
  rule(
    `(?:I|we)(?: have|['’]ve got) (?<x>an? (?:(?:older|younger|little|big|new|adopted|rescue|golden|black|white|orange|tabby|twin) ){0,2}(?:kid|son|daughter|brother|sister|dog|cat|puppy|kitten|hamster|parrot|horse|rabbit|turtle|snake|retriever|labrador|guinea pig))$`,
    {
      say: '{s} has {x}',
      fact: { relation: 'has', ...many },
      confidence: 0.85,
    },
  ),
]

const preferences: readonly ExtractRule[] = [
  rule(`I ${often}(?<v>${like}) ${notReaction}${x}`, {
    say: '{s} likes {x}',
    fact: { relation: 'likes', ...many },
    confidence: 0.8,
  }),
  rule(
    `${am} ${often}(?:a (?:big |huge |real |massive )?(?:fan of|lover of)|(?:really |very |super )?(?:into|fond of|keen on|passionate about|interested in|obsessed with|crazy about)) ${x}`,
    {
      say: '{s} likes {x}',
      fact: { relation: 'likes', ...many },
      confidence: 0.8,
    },
  ),
  rule(
    `I ${often}(?:hate|dislike|despise|detest|loathe|(?:can['’]t|cannot|can not) stand|(?:don['’]t|do not) ${often}(?:like|enjoy|care for)) (?!.*\\b(?:any ?more|any longer)\\b)${x}`,
    {
      say: '{s} dislikes {x}',
      fact: { relation: 'dislikes', ...many },
      confidence: 0.8,
    },
  ),
  rule(
    `${am} not (?:really |such |super |very |that |much )?(?:of )?(?:a (?:big |huge )?fan of|into|fond of|keen on|interested in) ${x}`,
    {
      say: '{s} dislikes {x}',
      fact: { relation: 'dislikes', ...many },
      confidence: 0.8,
    },
  ),
  rule(`I (?:can['’]t|cannot|don['’]t|do not|never) (?:eat|drink) ${x}`, {
    say: '{s} does not eat or drink {x}',
    fact: { relation: 'does not eat or drink', ...many },
    confidence: 0.85,
  }),
  rule(
    `I ${often}speak (?:fluent |some |a little |a bit of )?(?<x>\\p{Lu}\\p{L}+(?:(?:, | and |, and )\\p{Lu}\\p{L}+){0,4})$`,
    {
      say: '{s} speaks {x}',
      fact: { relation: 'speaks', ...many },
      confidence: 0.9,
      isName: true,
    },
  ),
  rule(
    `I ${often}play (?<x>(?:the )?(?:violin|piano|guitar|drums|cello|flute|bass|saxophone|trumpet|clarinet|ukulele|harp|chess|tennis|football|soccer|basketball|volleyball|badminton|golf|hockey|rugby|baseball|cricket|squash|table tennis)(?: and (?:the )?\\p{L}+)?)\\b`,
    {
      say: '{s} plays {x}',
      fact: { relation: 'plays', ...many },
      confidence: 0.85,
    },
  ),
  rule(
    `my (?:main |biggest |favou?rite |other )?(?<r>hobby|hobbies|passion)(?: is| are|['’]s) ${x}`,
    {
      say: "{s}'s {r} is {x}",
      fact: { relation: 'likes', ...many },
      confidence: 0.85,
    },
  ),
]

const work: readonly ExtractRule[] = [
  rule(`I ${often}work (?:full-time |part-time |remotely )?(?<p>at|for|as) ${x}`, {
    say: '{s} works {p} {x}',
    fact: { relation: 'works {p}', ...one },
    confidence: 0.85,
  }),
  rule(`I ${often}work (?:full-time |part-time |remotely )?(?<p>in|with) ${x}`, {
    say: '{s} works {p} {x}',
    fact: { relation: 'works {p}', ...many },
    confidence: 0.85,
  }),
  rule(
    `${am} (?:now |currently )?(?:working|employed) (?:full-time |part-time )?(?<p>at|for|as) ${x}`,
    {
      say: '{s} works {p} {x}',
      fact: { relation: 'works {p}', ...one },
      confidence: 0.85,
    },
  ),
  rule(
    `(?:I am|I['’]m) (?:also |now |currently |actually )?an? (?<x>(?:\\p{L}+[ -]){0,3}(?:engineer|nurse|doctor|teacher|lawyer|student|developer|programmer|designer|artist|writer|author|musician|photographer|architect|accountant|scientist|researcher|professor|chef|cook|baker|carpenter|plumber|electrician|mechanic|pilot|driver|farmer|gardener|journalist|editor|consultant|manager|analyst|therapist|psychologist|counselor|counsellor|dentist|pharmacist|veterinarian|vet|librarian|translator|barista|waiter|waitress|banker|salesperson|entrepreneur|veteran|firefighter|police officer|paramedic|social worker|physiotherapist|dancer|actor|actress|painter|potter|filmmaker|coach|trainer|intern|nanny|biologist|chemist|physicist|historian|economist|single (?:mom|mum|dad|parent)))$`,
    {
      say: '{s} is a {x}',
      fact: { relation: 'is', ...many },
      confidence: 0.85,
    },
  ),
  rule(
    `(?:I (?:study|major in|majored in|studied)|${am} (?:currently |now )?studying) (?!for\\b|hard\\b|with\\b|at home)${x}`,
    {
      say: '{s} studies or studied {x}',
      fact: { relation: 'studies', ...many },
      confidence: 0.8,
    },
  ),
  rule(
    `I ${often}(?:got|started|accepted|landed|found) (?:a|my|the) (?:new |first )?(?:job|position|internship) ${x}`,
    {
      say: '{s} got a job {x}',
      fact: { relation: 'got a job', ...many },
      confidence: 0.8,
      time: 'event',
    },
  ),
]

const places: readonly ExtractRule[] = [
  rule(`(?:I|we) ${often}(?:live|reside) in ${x}`, {
    say: '{s} lives in {x}',
    fact: { relation: 'lives in', ...one },
    confidence: 0.9,
  }),
  rule(`(?:I|we) ${often}(?:live|reside) (?<p>near|at) ${x}`, {
    say: '{s} lives {p} {x}',
    fact: { relation: 'lives {p}', ...many },
    confidence: 0.9,
  }),
  rule(`${am} (?:currently |now )?(?:living|based) in ${x}`, {
    say: '{s} lives in {x}',
    fact: { relation: 'lives in', ...one },
    confidence: 0.85,
  }),
  rule(`(?:I am|I['’]m|I come) (?:originally )?from (?<x>\\p{Lu}.{2,60})$`, {
    say: '{s} is from {x}',
    fact: { relation: 'is from', ...many },
    confidence: 0.85,
    isName: true,
  }),
  rule(`I (?:was born(?: and raised)?|grew up) (?<p>in|on|near) ${x}`, {
    say: '{s} grew up or was born {p} {x}',
    fact: { relation: 'grew up or was born', object: '{p} {x}', ...many },
    confidence: 0.85,
  }),
]

const quantities: readonly ExtractRule[] = [
  rule(
    `I weigh (?:about |around |only )?(?<x>\\d[\\d.,]* ?(?:kg|kilos?|kilograms?|pounds|lbs|stone))\\b`,
    {
      say: '{s} weighs {x}',
      fact: { relation: 'weight', ...one },
      confidence: 0.9,
    },
  ),
  rule(
    `${am} (?:about |around )?(?<x>\\d[\\d.,'’"]* ?(?:cm|m|feet|foot|ft|inches)(?: \\d+)?) tall`,
    {
      say: '{s} is {x} tall',
      fact: { relation: 'height', ...one },
      confidence: 0.9,
    },
  ),
  rule(
    `(?:I|we) ${often}(?<v>paid|spent|earn|make|saved|owe|raised) (?:about |around |almost |over )?(?<x>(?:[$€£¥] ?\\d[\\d.,]*k?|\\d[\\d.,]*k? ?(?:dollars|euros|pounds|bucks|usd|eur|gbp|francs))\\b.{0,60})$`,
    {
      say: '{s} {v} {x}',
      fact: { relation: '{v}', ...many },
      confidence: 0.8,
      time: 'event',
    },
  ),
  rule(
    `(?:I|we) ${often}(?:own|collect|have) (?<x>${number} (?:\\p{L}+ ){0,2}?(?:cars|bikes|books|plants|guitars|houses|records|paintings|instruments|bedrooms|employees|students|clients|tattoos))\\b`,
    {
      say: '{s} has {x}',
      fact: { relation: 'has', ...many },
      confidence: 0.8,
    },
  ),
]

const times: readonly ExtractRule[] = [
  rule(`(?<w>I|we|my family and I) ${often}(?<v>${past})\\b(?!${changes}) ?(?<x>.{2,110})$`, {
    say: '{s} {v} {x}',
    fact: { relation: '{v}', ...many },
    confidence: 0.8,
    time: 'dated-event',
  }),
  rule(
    `(?<lead>(?:yesterday|last \\p{L}+|(?:two|three|a few|\\d+) \\p{L}+ ago|(?:on|in) [\\p{L}\\d ]{3,20}|this (?:morning|weekend|week)|today)),? (?:I|we) ${often}(?<v>${past})\\b(?!${changes}) ?(?<x>.{2,110})$`,
    {
      say: '{s} {v} {x} {lead}',
      fact: { relation: '{v}', ...many },
      confidence: 0.8,
      time: 'dated-event',
    },
  ),
  rule(
    `(?:I|we) ${often}(?<v>got (?:(?:married|engaged)(?! to (?!my\\b|the\\b|an?\\b))|divorced|promoted|fired|laid off|accepted|hired)|graduated|signed up for|enrolled in|quit|retired|gave birth)(?!${changes})(?<x>(?: .{2,80})?)$`,
    {
      say: '{s} {v} {x}',
      fact: { relation: '{v}', ...many },
      confidence: 0.85,
      time: 'event',
    },
  ),
  rule(
    `(?:I|we)(?: am| are|['’]m|['’]re) ${often}(?:going to|planning to|planning on|going to start|about to) (?<x>(?:${intend})\\w*\\b.{2,100})$`,
    {
      say: '{s} plans to {x}',
      confidence: 0.75,
      time: 'dated-plan',
    },
  ),
  rule(`(?:I|we) ${often}(?:plan|intend|have decided|decided) to (?<x>(?:${intend})\\b.{2,100})$`, {
    say: '{s} plans to {x}',
    confidence: 0.75,
    time: 'plan',
  }),
  rule(
    `(?:I|we)(?: am| are|['’]m|['’]re) ${often}(?<v>moving|travell?ing|flying|heading|going) to (?=(?:the|an?|my|our|see|visit)\\b|(?<!going to )\\p{L})(?<x>.{2,90})$`,
    {
      say: '{s} is {v} to {x}',
      confidence: 0.75,
      time: 'dated-plan',
    },
  ),
  rule(
    `(?:I|we)(?: have|['’]ve got| had) (?<x>(?:an? |my |the )(?:\\p{L}+ ){0,3}(?:appointment|interview|exam|meeting|flight|deadline|wedding|surgery|recital|presentation|concert|show|party|race|tournament|game|match|reunion|checkup|check-up|class|trip)\\b.{2,60})$`,
    {
      say: '{s} has {x}',
      confidence: 0.75,
      time: 'dated-plan',
    },
  ),
  rule(
    `(?<x>my (?:\\p{L}+ ){0,2}(?:appointment|interview|exam|flight|deadline|wedding|surgery|presentation|concert|race|graduation|trial|vacation|trip)) is (?<d>.{2,50})$`,
    {
      say: '{x} of {s} is {d}',
      confidence: 0.8,
      time: 'dated-plan',
    },
  ),
  rule(
    `(?:I|we)(?:['’]ve| have)? ${often}(?<v>started|joined|bought|purchased|adopted|finished|completed|launched|opened|won|lost|built|published|sold)(?!${changes}) (?<x>(?:an? |my |our |the |to |taking |learning |working |making |playing |going ).{2,90})$`,
    {
      say: '{s} {v} {x}',
      fact: { relation: '{v}', ...many },
      confidence: 0.7,
      time: 'event',
    },
  ),
]

const pursuits: readonly ExtractRule[] = [
  rule(
    `(?:I am|I['’]m|I['’]ve been|I have been|we['’]re|we['’]ve been) ${often}(?<v>learning|practi[cs]ing|painting|writing|working on|reading|playing|volunteering|training for|teaching|taking(?= an? )|saving for|saving up for|building|running|watching|preparing for|organi[sz]ing|planning(?! to\\b| on\\b)) (?<x>.{3,90})$`,
    {
      say: '{s} is {v} {x}',
      fact: { relation: 'is {v}', ...many },
      confidence: 0.7,
    },
  ),
  rule(
    `(?:I|we)(?:['’]ve always)? ${often}(?:want(?:ed)?|hope|aspire|aim) to (?<x>(?:${intend}|become|be an?|get an?|make|help|create|raise|teach|work|win|improve|grow)\\b.{3,90})$`,
    {
      say: '{s} wants to {x}',
      fact: { relation: 'wants to', ...many },
      confidence: 0.7,
    },
  ),
  rule(
    `my (?:biggest |main |next |ultimate |long-term )?(?<r>goal|dream|dream job|ambition|new year['’]s resolution)(?: is|['’]s) ${x}`,
    {
      say: "{s}'s {r} is {x}",
      fact: { relation: '{r}', ...many },
      confidence: 0.8,
    },
  ),
]

export const english: ExtractLanguage = {
  unnamed: 'The user',
  rules: [
    // First, because they say since when.
    ...englishChanges,
    ...identity,
    ...relations,
    ...preferences,
    ...work,
    ...places,
    ...quantities,
    ...times,
    ...pursuits,
    ...englishOthers,
  ],
  stops:
    /,? (?:because|['’]cause|cuz|since|so (?:that|I|we|it)|when(?:ever)?|while|which|who|although|though|even though|as (?:it|I|well)|such an?|and (?:working|having|getting|it|it['’]s|that|they|he|she|you|so|how|just|then)|it['’]s|that['’]s|lol|haha|thanks to|to be honest|tbh)\b.*$|,(?= (?:it|that|they|he|she|you|they['’]re|not|especially|esp|so|too|right|isn|thanks|what|how|which|and)\b).*$|,$|[!?:;(].*$/iu,
  refused:
    /^(?:it|its|it['’]s|that|that['’]s|this|these|those|them|they|him|her|he|she|you|your|yours|how|what|when|where|who|why|the (?:idea|way|fact|sound|look|thought|vibe|feel|feeling|one|ones|same|rest|most|view|change|first|other|part|new)|one|ones|to (?:see|hear|know|say|think|be|hear|help you|help|show|share|chat|talk)|seeing|hearing|being|having|knowing|talking|both|all|everything|anything|something|nothing|everyone|so|too|much|here|there|not|never|really|very|just|doing|getting|looking|feeling|and|or|a (?:lot|bit|few|little|ton)|sure|fine|good|great|like|to$|with|for|as|their|more)\b|^(?:\S+ ){0,2}(?:it|them|this|these|those|here|there|one)\b|\b(?:his|her|he|she|him)\b|\b(?:that|this)$|\bthat happen|\b(?:you|your|yours|you['’]re|yourself)\b/iu,
  persons: [
    [/\bmyself\b/giu, 'themselves'],
    [/\bourselves\b/giu, 'themselves'],
    [/\b(?:my|our)\b/giu, 'their'],
    [/\b(?:mine|ours)\b/giu, 'theirs'],
    [/\b(?:me|us)\b/gu, 'them'],
    [/\b(?:I am|I['’]m|we are|we['’]re)\b/gu, 'they are'],
    [/\b(?:I['’]ve|we['’]ve)\b/gu, 'they have'],
    [/\b(?:I|we)\b/gu, 'they'],
  ],
  tails:
    /(?:[\s,]+(?:too|so|as well|a lot|so much|very much|the most|lol|haha|hehe|though|right now|now|these days|at the moment|currently|again|anymore|actually|really|of course|btw|by the way|honestly|also|either|for sure))+$|, (?:man|buddy|dude)$|[\s,.!?…*~]+$/iu,
}
