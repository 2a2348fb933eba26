/**
 * Contractions written out: `what's` is `what is`, `don't` is `do not`, also without the apostrophe (`dont`, `whats`).
 *
 * Invariant: a negation is never lost. `'s` is `is` only after a question word, a pronoun or `that/there/here`; elsewhere it is a
 * possessive and only loses its apostrophe. Bare forms that are words of their own (`its`, `were`, `well`, `ill`, `id`) stay.
 */

const negated = new Map([
  ["can't", 'can not'],
  ["won't", 'will not'],
  ["shan't", 'shall not'],
  ["ain't", 'is not'],
  ['cannot', 'can not'],
  ['cant', 'can not'],
  ['wont', 'will not'],
])
const bareNegated =
  'dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt couldnt wouldnt shouldnt mustnt'.split(
    ' ',
  )
for (const bare of bareNegated) negated.set(bare, `${bare.slice(0, -2)} not`)

const spoken = new Map([
  ["let's", 'let us'],
  ['gonna', 'going to'],
  ['wanna', 'want to'],
  ['gotta', 'got to'],
  ['lemme', 'let me'],
  ['gimme', 'give me'],
  ["y'all", 'you all'],
  ["ma'am", 'madam'],
  ["o'clock", 'oclock'],
  ['im', 'i am'],
  ["i'm", 'i am'],
  ['ive', 'i have'],
  ['youre', 'you are'],
  ['youve', 'you have'],
  ['theyre', 'they are'],
  ['theyve', 'they have'],
  ['weve', 'we have'],
  ['pls', 'please'],
  ['plz', 'please'],
  ['plss', 'please'],
  ['thx', 'thanks'],
  ['tnx', 'thanks'],
  ['thanx', 'thanks'],
  ['tia', 'thanks'],
  ['whatre', 'what are'],
])

const takesIs = new Set(
  'what who where when why how which that there here it he she this everything everyone something someone nothing nobody'.split(
    ' ',
  ),
)
const bareIs = new Map(
  'what who where when why how that there'.split(' ').map((word) => [`${word}s`, `${word} is`]),
)

const endings: readonly (readonly [string, string])[] = [
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
  ["'d", 'would'],
]

const unclear = /^(?:what|who|where|when|why|how)'d$/

/** After these, `what's` is `what has`. */
const perfect = new Set('been got happened become gone changed had'.split(' '))

/** The words that `word` (lower case) stands for; the same word alone when it is no contraction. */
export function expandContraction(word: string, next: string | undefined): readonly string[] {
  const known = negated.get(word) ?? spoken.get(word) ?? bareIs.get(word)
  if (known !== undefined) return known.split(' ')
  if (!word.includes("'")) return [word]
  if (word.endsWith("n't")) return [...expandContraction(word.slice(0, -3), undefined), 'not']
  // "how'd" is "how did" as often as "how would".
  if (unclear.test(word)) return [word.replaceAll("'", '')]
  for (const [ending, full] of endings) {
    if (word.endsWith(ending))
      return [...expandContraction(word.slice(0, -ending.length), undefined), full]
  }
  if (word.endsWith("'s") && takesIs.has(word.slice(0, -2))) {
    return [word.slice(0, -2), next !== undefined && perfect.has(next) ? 'has' : 'is']
  }
  return [word.replaceAll("'", '')]
}
