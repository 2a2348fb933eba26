/**
 * One spelling for characters that mean the same: quotes, dashes, full-width forms, invisible marks.
 *
 * Invariant: nothing that carries a value is merged. Superscripts become `^2` (NFKC alone would make `x²` into `x2`), a fraction
 * sign is split from the digit before it (`5½` is not `51/2`). Accents stay: `año` is not `ano`.
 */

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscriptRun = /[⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu
const digitBeforeFraction = /(\d)(?=[¼-¾⅐-⅞])/gu
const invisible =
  /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\ufe0e|\ufe0f/gu
const singleQuotes = /[\u2018\u2019\u201a\u201b\u02bc\u00b4]/gu
const doubleQuotes = /[\u201c-\u201f\u00ab\u00bb\u2033]/gu
const minuses = /[\u2010\u2011\u2012\u2212]/gu
const rangeDash = /(?<=\d)\s?[\u2013\u2014]\s?(?=\d)/gu
const dashes = /\s*[\u2013\u2014\u2015]+\s*|\s+--+\s+/gu
const plain = /^[\x20-\x7e\n]*$/

export function cleanText(text: string): string {
  if (plain.test(text)) return text.includes('--') ? text.replace(dashes, ' , ') : text
  return text
    .replace(
      superscriptRun,
      (run) => `^${[...run].map((one) => superscripts.indexOf(one)).join('')}`,
    )
    .replace(digitBeforeFraction, '$1 ')
    .replace(singleQuotes, "'")
    .replace(doubleQuotes, '"')
    .normalize('NFKC')
    .replace('\u2044', '/')
    .replace(invisible, '')
    .replace(minuses, '-')
    .replace(rangeDash, '-')
    .replace(dashes, ' , ')
}
