/**
 * Words that say when: months, weekdays, parts of the day, relative days, seasons, feasts; each spelling mapped to one name.
 *
 * `may`, `march`, `sun`, `mar`, `second` and `fall` are left out on purpose where they are also common words: alignment compares
 * them as words, and a gate needs no more.
 */

import { headOfGroup, wordSet } from './word-set.ts'

const times = headOfGroup(`
january jan; february feb; march; april apr; may; june jun; july jul; august aug; september sep sept; october oct; november nov; december dec;
monday mon mondays; tuesday tue tues tuesdays; wednesday wed wednesdays; thursday thu thurs thursdays; friday fri fridays;
saturday sat saturdays; sunday sundays; weekday weekdays; weekend weekends;
today; yesterday; tomorrow; tonight; now; currently; nowadays; recently; lately; soon; later; earlier; ago; since; until till; already; yet; still;
morning mornings; noon midday; afternoon afternoons; evening evenings; night nights; midnight; dawn; dusk; sunrise; sunset;
am; pm; spring; summer summers; autumn autumns; winter winters; fall;
last; next; previous; this; past; upcoming; current; recent; latest; following; coming; first; final;
christmas xmas; easter; thanksgiving; halloween; ramadan; eid; diwali; hanukkah; ny;
bc bce; ad ce; quarter q1; q2; q3; q4; daily; weekly; monthly; yearly annually annual; hourly; nightly; biweekly; quarterly;
century; decade; era; once; twice; thrice; always; never; sometimes; often; rarely; every; each; utc; gmt; est; pst; cet
`)

/** `last Monday` and `next Monday` differ by these; alone they may be ordinary adjectives. */
const relative = wordSet(
  'last next previous this past upcoming current recent latest following coming first final fall may march now still yet already later earlier soon once every each',
)

export function timeOf(word: string): string | undefined {
  return times.get(word)
}

/** Whether the word places a time by itself, without a neighbour. */
export function isPlainTime(word: string): boolean {
  return times.has(word) && !relative.has(word)
}
