/**
 * The words that the English rules are made of, and how a rule is written: a clause begins with what is stated, after a word like "well". Data.
 *
 * Patterns hold no nested repetition: they are linear in the clause.
 */

import type { ExtractRule } from './rule.ts'

const start =
  '^(?:(?:well|oh|yeah|yes|yep|hey|hi|hello|so|and|also|actually|anyway|btw|by the way|fyi|guess what|wow|thanks|haha|sure|no|okay|ok|as you know|honestly|lately|currently|right now|these days|recently|personally|this year|plus|besides)[,! ]+){0,3}'

export const often =
  '(?:(?:really|absolutely|just|also|still|always|totally|truly|definitely|usually|especially|particularly|generally|simply|actually|recently|finally|currently|now|even|both|so|all) ){0,2}'
export const am = "(?:I am|I['’]m|Im|I['’]ve been|I have been)"
export const x = '(?<x>.{2,90})$'
export const kin =
  'mother|mom|mum|father|dad|sister|brother|twin sister|twin brother|son|daughter|wife|husband|spouse|partner|girlfriend|boyfriend|fiancée|fiancé|fiancee|fiance|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|mother-in-law|father-in-law|sister-in-law|brother-in-law|best friend|friend|roommate|flatmate|boss|manager|colleague|coworker|teacher|coach|mentor|therapist|doctor|dentist|neighbor|neighbour|landlord|dog|cat|puppy|kitten|hamster|parrot|horse|rabbit|turtle|guinea pig'
export const relative = `(?:(?:older|younger|elder|little|big|eldest|oldest|youngest|late|new|old|ex) )?(?:${kin})`
export const name = "(?<x>\\p{Lu}[\\p{L}\\p{M}’'-]+(?: \\p{Lu}[\\p{L}\\p{M}’'-]+){0,3})"
export const number =
  '(?:\\d[\\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|twenty|thirty|forty|fifty|a hundred)'
export const identifier =
  'e-?mail(?: address)?|phone(?: number)?|cell(?: number)?|mobile(?: number)?|(?:home |postal |work )?address|zip code|postcode|username|user name|handle|employee (?:id|number)|student (?:id|number)|customer (?:id|number)|account number|order number|booking (?:number|reference)|license plate|licence plate|number plate|blood type|shoe size|passport number|flight(?: number)?|time ?zone|birthday|date of birth|anniversary|hometown|native language|mother tongue|pronouns|nickname|middle name|last name|surname|first name|height|weight|age|job title|day job|current job|job|profession|occupation|major|zodiac sign|star sign'
export const like = 'love|like|adore|enjoy|prefer'
/** `I love the colours` answers what was just shown; what is liked for good is seldom said with `the`. */
export const notReaction =
  '(?!the (?!ocean|sea|beach|outdoors|mountains|rain|snow|sun|summer|winter|countryside|gym|theatre|theater|opera|cold|heat)\\b)'
export const past =
  'went|visited|bought|purchased|started|finished|joined|attended|adopted|met|ran|won|lost|quit|took|made|passed|graduated|celebrated|saw|watched|read|cooked|baked|painted|built|planted|hiked|travelled|traveled|flew|drove|signed up|applied|completed|launched|opened|sold|gave|received|got(?! (?:married|engaged|divorced|promoted|fired|laid|accepted|hired|to)\\b)|tried|played|performed|hosted|organized|organised|volunteered|donated|began|booked|ordered|called|broke|sprained|camped|climbed|swam|sang|danced|wrote|published|presented|interviewed|accepted|spent|helped|hurt|caught|came back|came home'
/** Told by a rule of its own: `started working at Acme`, `adopted a dog named Rex`. */
export const changes =
  ' (?:(?:working|to work|a (?:new )?job|my new job) (?:at|for|as)\\b|an? (?:\\p{L}+ ){1,3}(?:named|called)\\b)'
export const intend =
  'move|travel|fly|visit|go|start|attend|apply|marry|study|buy|adopt|join|run|take|open|launch|learn|volunteer|meet|host|organize|organise|compete|perform|climb|hike|camp|drive|see|watch|try|build|write|publish|paint|sell|quit|retire|have'

export function rule(
  pattern: string,
  rest: Omit<ExtractRule, 'pattern'>,
  flags = 'iu',
): ExtractRule {
  return { ...rest, pattern: new RegExp(start + pattern, flags) }
}

export const one = { isMultiValued: false } as const
export const many = { isMultiValued: true } as const

/** Somebody who is named; the statement is refused where it is no name. */
export const named = '(?<n>\\p{Lu}[\\p{L}\\p{M}’-]+(?: \\p{Lu}[\\p{L}\\p{M}’-]+){0,2})'

/** Before where somebody moved to: what one moves to that is no place. */
export const placeOnly =
  '(?!(?:plan|tier|team|step|phase|level|stage|linux|windows|macs?|macos|android|ios|python|rust|java|javascript|typescript|golang|kubernetes|aws|azure|sales|marketing|engineering|management|finance|product|design|support|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\\b)'
