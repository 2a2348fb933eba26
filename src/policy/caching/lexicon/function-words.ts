/**
 * The closed classes of English words, by what they do in a question.
 *
 * The gate reads them twice: to see what kind of question it is, and to know which words are content (everything else).
 * Negation, comparison, direction, quantity and modality are never noise, whatever a search engine's stopword list says.
 */

import { wordSet } from './word-set.ts'

export const questionWords = wordSet('what which who whom whose when where why how')
export const auxiliaries = wordSet(
  'is are was were am be been being do does did done has have had having can could will would shall should may might must ought need dare',
)
export const articles = wordSet('a an the')
export const pronouns = wordSet(
  'i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself yourself himself herself itself ourselves themselves one someone somebody anyone anybody something anything thing there here',
)
export const negations = wordSet(
  'not no never none nobody nothing nowhere neither nor without cannot hardly barely scarcely lack lacks lacking fail fails failed refuse avoid except unless instead stop',
)
export const quantifiers = wordSet(
  'all every each any some none no most many much few fewer several both either neither half only just except always never sometimes often rarely entire whole total more less least enough exactly approximately about around nearly almost roughly over under another other others',
)
export const comparatives = wordSet(
  'more less most least fewer fewest better best worse worst greater greatest lesser higher highest lower lowest bigger biggest smaller smallest larger largest longer longest shorter shortest older oldest younger youngest newer newest earlier earliest later latest faster fastest slower slowest cheaper cheapest before after above below over under within beyond than until since during inside outside minimum maximum min max up down forward backward early late first last next previous top bottom',
)
export const directions = wordSet(
  'from to into onto out off toward towards away through via by against for versus vs between among behind ahead onwards inbound outbound incoming outgoing import export upload download send receive buy sell borrow lend give take left right north south east west',
)
export const conjunctions = wordSet(
  'and or but if then because so although though while whereas than as that whether',
)
export const prepositions = wordSet(
  'of in on at by for with to from into about like through over under between among within without against during before after above below up down out off near per via upon across along around behind beside beyond despite except inside outside since toward towards until',
)
/** Words that may be added or left out without changing what is asked, apart from articles. */
export const fillers = wordSet(
  'please kindly just really actually basically simply also too very so well ever even quite',
)

const asks = [questionWords, auxiliaries, articles, pronouns, conjunctions, prepositions, fillers]

/** Whether the word carries content of its own (is in no closed class). */
export function isContentWord(word: string): boolean {
  return !asks.some((set) => set.has(word))
}
