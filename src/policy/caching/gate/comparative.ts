/** Comparatives, superlatives and bounds: `more`/`less`, `before`/`after`, `at least`/`at most`, `older`/`oldest`. */

import { comparatives } from '../lexicon/function-words.ts'
import { listGuard } from './guard.ts'

const ending = /^[a-z]{3,}(?:er|est)$/
/** Words on -er and -est that compare nothing. */
const plainEndings =
  /^(?:her|per|ever|never|over|under|after|other|another|either|neither|whether|together|rather|number|water|paper|power|order|letter|member|computer|server|user|teacher|doctor|driver|father|mother|brother|sister|daughter|weather|winter|summer|dinner|butter|matter|center|remember|answer|offer|enter|consider|discover|deliver|register|transfer|router|printer|browser|folder|header|filter|buffer|parameter|character|october|september|november|december|test|rest|best|west|interest|request|suggest|invest|forest|guest|quest|contest|protest|harvest|honest|latest|digest|breast|chest|east|manager|customer|player|member|soccer|finger|river|tower|flower|cover|layer|paper|cancer|fever|tiger|spider|super|chapter|master|poster|cluster|counter|pointer|integer|compiler|container|docker|former|offer|consumer|employer|lawyer|engineer|career|beer|deer|peer|volunteer)$/

export const comparative = listGuard('comparative', (facts) =>
  facts.words.filter(
    (word) => comparatives.has(word) || (ending.test(word) && !plainEndings.test(word)),
  ),
)
