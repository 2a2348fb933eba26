/**
 * Check digits of numbers that people and accounts are known by. Each takes the number without separators and says whether it can be one.
 *
 * A check digit is what tells an identity number from any other number of that length, so patterns with one need fewer words around.
 * Sources: ISO 7064 (mod 97-10, mod 11-2), ISO/IEC 7812 (Luhn), Verhoeff 1969, and the issuers' published rules.
 */

function digitsOf(text: string): number[] {
  return [...text].map(Number)
}

function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0)
}

function isUniform(text: string): boolean {
  return new Set(text).size === 1
}

export function isLuhn(text: string): boolean {
  if (isUniform(text)) return false
  let sum = 0
  for (const [index, digit] of digitsOf(text).reverse().entries()) {
    const doubled = index % 2 === 1 ? 2 * digit : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Letters count as 10 to 35, the first four characters as the last. */
export function isIban(text: string): boolean {
  const turned = text.slice(4) + text.slice(0, 4)
  let rest = 0
  for (const character of turned) {
    const value = Number.parseInt(character, 36)
    if (Number.isNaN(value)) return false
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

const verhoeffProduct = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
]
const verhoeffShift = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]

export function isVerhoeff(text: string): boolean {
  if (isUniform(text)) return false
  let check = 0
  for (const [index, digit] of digitsOf(text).reverse().entries()) {
    check = Number(verhoeffProduct[check]![Number(verhoeffShift[index % 8]![digit])])
  }
  return check === 0
}

/** Germany's tax number: ISO 7064 mod 11,10. */
export function isMod11And10(text: string): boolean {
  let product = 10
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (digit + product) % 10 || 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === Number(text.at(-1))
}

export function isNhsNumber(text: string): boolean {
  if (isUniform(text)) return false
  const check = 11 - (weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return check !== 10 && check % 11 === Number(text[9])
}

/** Brazil: two digits, each over those before it. */
export function isCpf(text: string): boolean {
  if (isUniform(text)) return false
  const check = (length: number): number => {
    let sum = 0
    for (let at = 0; at < length; at += 1) sum += (length + 1 - at) * Number(text[at])
    return ((10 * sum) % 11) % 10
  }
  return check(9) === Number(text[9]) && check(10) === Number(text[10])
}

export function isCnpj(text: string): boolean {
  if (isUniform(text)) return false
  const weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
  const check = (length: number): number => {
    const rest = weighted(text, weights.slice(13 - length)) % 11
    return rest < 2 ? 0 : 11 - rest
  }
  return check(12) === Number(text[12]) && check(13) === Number(text[13])
}

export function isBsn(text: string): boolean {
  return !isUniform(text) && weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
}

export function isPesel(text: string): boolean {
  return weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0 && !isUniform(text)
}

export function isTfn(text: string): boolean {
  return weighted(text, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 && !isUniform(text)
}

/** Australia's business number: the first digit counts one less. */
export function isAbn(text: string): boolean {
  const weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
  return (weighted(text, weights) - 10) % 89 === 0
}

export function isTckn(text: string): boolean {
  const d = digitsOf(text)
  if (d[0] === 0) return false
  const odd = d[0]! + d[2]! + d[4]! + d[6]! + d[8]!
  const even = d[1]! + d[3]! + d[5]! + d[7]!
  const tenth = (((7 * odd - even) % 10) + 10) % 10
  return tenth === d[9] && (odd + even + d[9]!) % 10 === d[10]
}

/** China's resident number: ISO 7064 mod 11-2, the date in its middle. */
export function isResidentNumber(text: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return '10X98765432'[weighted(text, weights) % 11] === text[17]!.toUpperCase()
}

export function isRrn(text: string): boolean {
  return (
    (11 - (weighted(text, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 === Number(text[12])
  )
}

/** Spain's DNI and NIE: the number modulo 23 names the letter. */
export function isDni(text: string): boolean {
  const number = text
    .slice(0, -1)
    .replace(/^[XYZ]/i, (letter) => String('XYZ'.indexOf(letter.toUpperCase())))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === text.at(-1)!.toUpperCase()
}

/** France: 97 less the number modulo 97; Corsica's departments count as 19 and 18. */
export function isNir(text: string): boolean {
  const number = text.slice(0, 13).replace(/2A/i, '19').replace(/2B/i, '18')
  return 97 - Number(BigInt(number) % 97n) === Number(text.slice(13))
}

export function isAhv(text: string): boolean {
  const sum = digitsOf(text.slice(0, 12)).reduce(
    (total, digit, at) => total + (at % 2 === 0 ? 1 : 3) * digit,
    0,
  )
  return (10 - (sum % 10)) % 10 === Number(text[12])
}

export function isAbaRouting(text: string): boolean {
  return !isUniform(text) && weighted(text, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
}

/** The ninth character of a vehicle's number is a check over all. */
export function isVin(text: string): boolean {
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ'
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
  const sum = weights.reduce((total, weight, at) => {
    const value = values.indexOf(text[at]!.toUpperCase()) % 10
    return total + weight * value
  }, 0)
  return '0123456789X'[sum % 11] === text[8]!.toUpperCase()
}

export function isBelgianNumber(text: string): boolean {
  const check = Number(text.slice(9))
  const number = text.slice(0, 9)
  return 97 - (Number(number) % 97) === check || 97 - (Number(`2${number}`) % 97) === check
}

/** Finland: the sign of the century, which may be a hyphen, counts for nothing. */
export function isHetu(text: string): boolean {
  const number = Number(text.slice(0, 6) + text.slice(-4, -1))
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[number % 31] === text.at(-1)!.toUpperCase()
}

export function isMyNumber(text: string): boolean {
  const rest = weighted(text, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
  return (rest <= 1 ? 0 : 11 - rest) === Number(text[11]) && !isUniform(text)
}

export function isPortugueseNif(text: string): boolean {
  const check = 11 - (weighted(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return (check > 9 ? 0 : check) === Number(text[8])
}
