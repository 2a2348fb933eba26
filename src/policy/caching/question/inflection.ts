/**
 * The singular of a plural noun (or base of a third-person verb): `cities`/`city`, `boxes`/`box`, `files`/`file`.
 *
 * Only `-s` endings, since every other ending changes what is asked more often than it should (`trainer`, `trainee`, `trained`).
 * Words whose plural is another word (`goods`, `customs`, `arms`) and words that merely end in `s` (`news`, `lens`) stay.
 */

import { wordSet } from '../lexicon/word-set.ts'

const irregular = new Map(
  'men man;women woman;children child;people people;feet foot;teeth tooth;mice mouse;geese goose;wives wife;knives knife;leaves leaf;lives life;wolves wolf;halves half;shelves shelf;loaves loaf;criteria criterion;phenomena phenomenon;analyses analysis;heroes hero;potatoes potato;tomatoes tomato'
    .split(';')
    .map((pair) => pair.split(' ') as [string, string]),
)
const lasting = wordSet(`
  is was has does this us its his yes as thus plus minus bus gas pass class less news lens goods customs arms glasses spirits manners looks means works times
  species series physics mathematics maths economics politics ethics athletics statistics genetics electronics mechanics logistics
  always perhaps sometimes besides towards afterwards upwards downwards forwards backwards outdoors indoors
  versus hers ours yours theirs ours mars texas paris athens brussels naples james charles thomas jesus christmas
  securities damages contents odds singles doubles remains grounds premises proceeds belongings surroundings outskirts stairs specs
  jeans tights thanks ashes
  trousers pants shorts scissors savings earnings headquarters united states wales windows honours colours brains
`)

export function singularOf(word: string): string {
  const known = irregular.get(word)
  if (known !== undefined) return known
  if (word.length < 4 || !word.endsWith('s') || lasting.has(word)) return word
  if (/(?:ss|us|is|ics)$/.test(word)) return word
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}
