/** Numbers written as words. Scale words (`hundred`, `million`) stay words, so that `5 million` and `5 billion` differ as words do. */

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const firsts =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  )

const cardinals = new Map<string, number>()
const ordinals = new Map<string, string>()
ones.forEach((word, value) => void cardinals.set(word, value))
tens.forEach((word, index) => void cardinals.set(word, (index + 2) * 10))
firsts.forEach((word, index) => void ordinals.set(word, `${index + 1}${endingOf(index + 1)}`))
// `second` is a unit of time as often as an ordinal: it stays a word.
ordinals.delete('second')

function endingOf(value: number): string {
  if (value > 3 && value < 21) return 'th'
  return ['th', 'st', 'nd', 'rd'][value % 10] ?? 'th'
}

const scales = new Set(
  'hundred thousand million billion trillion quadrillion hundreds thousands millions billions dozen dozens half third thirds quarter quarters double triple twice thrice couple pair single hundredth thousandth millionth tenth tenths lakh crore'.split(
    ' ',
  ),
)

/** 0 to 20, 30, ... 90; undefined for every other word. */
export function cardinalOf(word: string): number | undefined {
  return cardinals.get(word)
}

/** `third` is `3rd`. */
export function ordinalOf(word: string): string | undefined {
  return ordinals.get(word)
}

export function isScaleWord(word: string): boolean {
  return scales.has(word)
}

/** Whether the word states a number in any way. */
export function isNumberWord(word: string): boolean {
  return cardinals.has(word) || ordinals.has(word) || scales.has(word) || word === 'second'
}
