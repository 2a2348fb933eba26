/**
 * Words that say how a statement holds rather than what it states: modality, quantity, time of validity, correction, framing.
 *
 * `cueTable`: `cue: phrase, phrase`; the reader takes the phrase out of the clause and notes the cue. Longest phrase first. None of these
 * is noise to a merge: two memories whose cues differ are not one memory, `drop` aside. Written for this project.
 */

export const cueTable = `
ended: no longer, not any more, not anymore, anymore, any longer, formerly, previously, used to, in the past, once upon a time, not any longer, ex, former, previous, have since stop, have stop, have quit, have give up, stop, quit, cease, cease to, give up, at one time, back then, until recently, once
now: now, currently, nowadays, these day, at present, presently, at the moment, at this point, right now, for now, as of now, today day, still, by now, at this time, this day, meanwhile
change: recently, newly, have since, lately, as of recently, just recently, instead, finally, from now on, going forward, new, already
correction: actually, correction, in fact, as a matter of fact, to be precise, to correct that, contrary to what i say, i be wrong, be mistake, in reality, i mean, mistake, sorry, oop, strike that, rather than what i say, that be wrong
want: want to, wish to, hope to, would like to, would love to, dream of, dream about, long to, desire to, be eager to, look forward to, want, would like, hope for, wish for, hop to, aspire to, be keen to, have dream of, would like to have, hope that
plan: plan to, plan on, intend to, aim to, be go to, will, be about to, shall, be plan to, have plan to, be plan on, mean to, will be, decide to, be prepare to
may: might, may, could, maybe, perhaps, possibly, probably, seem to, appear to, apparently, i think, i guess, i believe, be think about, be think of, consider, be consider, suppose, supposedly, allegedly, be likely to, be rumour to, be not sure if, be not sure whether, i suppose, it seem that, it seem, be tempt to, rumour have it that, presumably, think about
must: must, have to, need to, have get to, ought to, be require to, be oblige to, be suppose to, get to
should: should, had better, be advise to, it be recommend that, be recommend to
can: can, be able to, be capable of, have the ability to, know how to, could
try: try to, attempt to, be try to, make an effort to
fail: fail to, can not manage to, refuse to, decline to, neglect to
pretend: pretend to, claim to, say that they, allege to
almost: almost, nearly
`

/** Canonical quantifier: words. `not`-like words are the reader's negations. */
export const quantifierTable = `
all: all, every, each, whole, entire, every single, everything, everyone, everybody; some: some, several, a few, a couple of, various, something, someone, somebody; most: most, the majority of, most of, majority of; few: few, very few, only a few, hardly any; many: many, a lot of, lot of, plenty of, numerous, a great many, loads of, ton of, lots; only: only, solely, exclusively, nothing but, merely; half: half of, half the; always: always; usually: usually; often: often; sometimes: sometime; rarely: rarely, barely, scarcely; enough: enough; both: both; either: either; too-much: too much, too many; part: partly, partially; fully: completely, fully, entirely, totally; first: for the first time; again: again, once more; else: else, other, another; more: more, more often; less: less, less often, fewer; than: than; except: except, except for, apart from, aside from, other than, unless; if: if, only if, as long as, when, whenever
`

/** Before a number. */
export const boundTable = `
at least: at least, no less than, no fewer than, a minimum of, minimum of, or more; at most: at most, no more than, up to, a maximum of, maximum of, not more than; over: over, more than, above, exceed, upwards of, in excess of; under: under, less than, fewer than, below, within; about: about, around, approximately, roughly, some, circa, nearly, almost, close to, or so, ish, an estimated
`

/** Carry nothing that two statements of one fact could differ in. */
export const idleWords = `
a an the any this that these those there here it its own also too very really quite so just ever even as well such please kindly of s thing fact lot much bit kind sort type
who which whom whose what where and or then up out away back off along down over about around per o'clock oclock by on in at for into onto upon during through within across via regarding concerning quite pretty fairly extremely super incredibly absolutely definitely certainly truly deeply particularly especially simply basically generally overall himself herself themselves myself yourself itself ourselves personally person people one ones be do have will would did does get
`

/** Prepositions whose object must not change sides. */
export const bindingWords =
  'from to with without before after between against under above below behind despite towards toward beyond until till since except than via for by over'

/** Said about the statement, before it: cut. */
export const frames: readonly RegExp[] = [
  /^(?:please\s+)?(?:note|remember|keep in mind|bear in mind|fyi|reminder|for the record|just so you know|by the way|btw|so|well|oh|ok|okay|hey|yes|yeah|also|update|fun fact|important|memo|todo|heads up)\b\s*(?:that\b)?\s*[,:—-]*\s+/i,
  /^(?:the\s+)?(?:user|customer|speaker|client|human)\s+(?:has\s+)?(?:said|says|mentioned|mentions|stated|states|reported|reports|told me|told us|noted|notes|explained|shared|shares|confirmed|confirms|revealed|reveals|indicated|indicates|disclosed|added|expressed)\s+(?!to\b)(?:that\s+)?(?=\S+ )/i,
  /^(?:it\s+(?:turns|turned)\s+out|it\s+is\s+(?:known|true)|it's\s+(?:known|true)|i\s+should\s+mention|i\s+(?:want|wanted)\s+to\s+(?:say|mention|add)|let\s+me\s+tell\s+you|i\s+(?:told|said|mentioned)(?:\s+you)?|as\s+(?:i\s+said|mentioned)(?:\s+before)?|you\s+should\s+know)\s*,?\s*(?:that\s+)?/i,
]
