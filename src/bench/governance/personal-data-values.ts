/**
 * Made-up personal data of every kind, by seed: numbers with right check digits, keys of the right form, all of them nobody's.
 *
 * Grouping, case and separators vary as people write them. The form of a value is the issuer's; nothing here knows the patterns.
 */

import * as check from '../../memory/govern/personal-data/check-digits.ts'
import type { Prng } from '../../stdx/prng.ts'

export type MakeValue = (prng: Prng) => string

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const digit = '0123456789'
const hex = '0123456789abcdef'
const word = lower + upper + digit

function some(prng: Prng, alphabet: string, count: number): string {
  let text = ''
  while (text.length < count) text += alphabet[prng.below(alphabet.length)]
  return text
}

/** `9` a digit, `A` a letter, `X` either, `h` hexadecimal, `w` any word character; the rest stands for itself. */
function shaped(shape: string): MakeValue {
  return (prng) =>
    shape.replace(/[9AXhw]/g, (sign) => {
      const alphabet = { 9: digit, A: upper, X: upper + digit, h: hex, w: word }[sign]
      return some(prng, alphabet!, 1)
    })
}

function either(...makes: readonly MakeValue[]): MakeValue {
  return (prng) => prng.pick(makes)(prng)
}

const CHECK_TRIES_MAX = 20_000

/** Draws until the check digit is right. */
function valid(make: MakeValue, isValid: (compact: string) => boolean): MakeValue {
  return (prng) => {
    for (let tries = 0; tries < CHECK_TRIES_MAX; tries += 1) {
      const value = make(prng)
      if (isValid(value.replace(/[\s./()-]/g, ''))) return value
    }
    return make(prng)
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

function birth(prng: Prng): { day: string; month: string; year: string } {
  return {
    day: twoDigits(1 + prng.below(28)),
    month: twoDigits(1 + prng.below(12)),
    year: String(1940 + prng.below(70)),
  }
}

const months = ['January', 'March', 'May', 'July', 'September', 'November', 'December']
const names = [
  'mara.lind',
  'tom_ashby',
  'j.okafor',
  'li-wei',
  'sofia.reyes88',
  'ken+work',
  'p.novak',
]
const hosts = ['example.com', 'mail.example.org', 'acme.co.uk', 'uni-muster.de', 'example.io']
const streets = ['Maple', 'Oak Ridge', 'Station', 'Hillcrest', 'Queen Anne', 'Cedar', 'Washington']
const kinds = ['Street', 'Ave', 'Road', 'Lane', 'Drive', 'Blvd.', 'Court', 'Terrace']

const luhn15 = valid(shaped('359999 99 999999 9'.replaceAll(' ', '')), check.isLuhn)

export const valuesOfKind: Readonly<Record<string, MakeValue>> = {
  email: (prng) => `${prng.pick(names)}@${prng.pick(hosts)}`,
  phone: either(
    shaped('+1 415 555 0199'.replace('0199', '9999')),
    shaped('+44 20 7946 9999'),
    shaped('+49 30 99999999'),
    shaped('+91 98999 99999'),
    shaped('+33 6 99 99 99 99'),
  ),
  'phone-national': either(
    shaped('(415) 555-9999'),
    shaped('212-555-9999'),
    shaped('650.555.9999'),
  ),
  'phone-local': either(
    shaped('030 99999999'),
    shaped('07911 999999'),
    shaped('06 99 99 99 99'),
    shaped('555-9999'),
  ),
  'us-ssn': (prng) =>
    `${100 + prng.below(560)}-${twoDigits(1 + prng.below(98))}-${1000 + prng.below(8999)}`,
  'us-itin': shaped('999-79-9999'.replace('999-', '912-')),
  'us-ein': shaped('99-9999999'),
  'uk-national-insurance': either(
    shaped('AB 99 99 99 C'.replace('AB', 'QQ').replace('QQ', 'JG')),
    shaped('JG999999A'.replace('9A', '9B')),
  ),
  'uk-nhs-number': valid(shaped('999 999 9999'), check.isNhsNumber),
  'uk-sort-code': shaped('20-99-99'),
  'canada-sin': valid(either(shaped('999 999 999'), shaped('999-999-999')), check.isLuhn),
  'australia-tfn': valid(shaped('999 999 999'), check.isTfn),
  'australia-abn': valid(shaped('99 999 999 999'), check.isAbn),
  'australia-medicare': shaped('2999 99999 9'),
  'india-aadhaar': valid(
    either(shaped('4999 9999 9999'), shaped('799999999999')),
    check.isVerhoeff,
  ),
  'india-pan': (prng) =>
    `${some(prng, upper, 3)}P${some(prng, upper, 1)}${some(prng, digit, 4)}${some(prng, upper, 1)}`,
  'germany-tax-id': valid(shaped('89 999 999 999'), check.isMod11And10),
  'germany-id-card': shaped('L01X00T99'.replace('X', 'Z')),
  'france-nir': (prng) => {
    const { month, year } = birth(prng)
    const body = `${1 + prng.below(2)}${year.slice(2)}${month}${twoDigits(1 + prng.below(94))}${some(prng, digit, 6)}`
    const key = twoDigits(97 - Number(BigInt(body) % 97n))
    return prng.chance(0.5)
      ? body + key
      : `${body.slice(0, 1)} ${body.slice(1, 3)} ${body.slice(3, 5)} ${body.slice(5, 7)} ${body.slice(7, 10)} ${body.slice(10)} ${key}`
  },
  'spain-dni': (prng) => {
    const number = some(prng, digit, 8)
    return `${number}${prng.chance(0.3) ? '-' : ''}${'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23]}`
  },
  'italy-codice-fiscale': (prng) =>
    `${some(prng, 'BCDFGLMNPRST', 6)}${some(prng, digit, 2)}${some(prng, 'ABCDEHLMPRST', 1)}${twoDigits(1 + prng.below(28))}${some(prng, 'ABCDEFGHL', 1)}${some(prng, digit, 3)}${some(prng, upper, 1)}`,
  'netherlands-bsn': valid(shaped('999999999'), check.isBsn),
  'switzerland-ahv': valid(shaped('756.9999.9999.99'), check.isAhv),
  'sweden-personal-number': (prng) => {
    const { day, month, year } = birth(prng)
    const head = `${year.slice(2)}${month}${day}`
    return valid((inner) => `${head}-${some(inner, digit, 4)}`, check.isLuhn)(prng)
  },
  'finland-hetu': (prng) => {
    const { day, month, year } = birth(prng)
    const date = `${day}${month}${year.slice(2)}`
    const number = String(2 + prng.below(897)).padStart(3, '0')
    return `${date}-${number}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(date + number) % 31]}`
  },
  'poland-pesel': valid(shaped('99999999999'), check.isPesel),
  'turkey-identity-number': valid(shaped('99999999999'), check.isTckn),
  'brazil-cpf': valid(shaped('999.999.999-99'), check.isCpf),
  'brazil-cnpj': valid(shaped('99.999.999/0001-99'), check.isCnpj),
  'mexico-curp': (prng) => {
    const { day, month, year } = birth(prng)
    return `${some(prng, upper, 4)}${year.slice(2)}${month}${day}H${some(prng, 'DFGLMNPRST', 5)}0${some(prng, digit, 1)}`
  },
  'china-resident-number': (prng) => {
    const { day, month, year } = birth(prng)
    const make = (inner: Prng): string =>
      `110101${year}${month}${day}${some(inner, digit, 3)}${some(inner, `${digit}X`, 1)}`
    return valid(make, check.isResidentNumber)(prng)
  },
  'korea-resident-number': (prng) => {
    const { day, month, year } = birth(prng)
    return `${year.slice(2)}${month}${day}-1${some(prng, digit, 6)}`
  },
  'japan-my-number': valid(
    either(shaped('999999999999'), shaped('9999 9999 9999')),
    check.isMyNumber,
  ),
  'singapore-nric': shaped('S9999999A'),
  'south-africa-id': (prng) => {
    const { day, month, year } = birth(prng)
    return valid(
      (inner) => `${year.slice(2)}${month}${day}${some(inner, digit, 4)}08${some(inner, digit, 1)}`,
      check.isLuhn,
    )(prng)
  },
  passport: either(
    shaped('A99999999'.replace('A9', 'C9')),
    shaped('999999999'),
    shaped('AA9999999'),
  ),
  'driving-licence': either(
    shaped('D9999999'),
    shaped('S999-9999-9999'),
    shaped('MORGA753116SM9IJ'.replace('753116', '999999')),
  ),
  'date-of-birth': (prng) => {
    const { day, month, year } = birth(prng)
    return prng.pick([
      `${month}/${day}/${year}`,
      `${year}-${month}-${day}`,
      `${day}.${month}.${year}`,
      `${prng.pick(months)} ${Number(day)}, ${year}`,
      `${Number(day)} ${prng.pick(months)} ${year}`,
    ])
  },
  'card-number': either(
    valid(shaped('4999 9999 9999 9999'), check.isLuhn),
    valid(shaped('5399999999999999'), check.isLuhn),
    valid(shaped('3799 999999 99999'), check.isLuhn),
    valid(shaped('4999-9999-9999-9999'), check.isLuhn),
  ),
  'card-security-code': shaped('999'),
  iban: either(
    valid(shaped('DE99 3704 0044 9999 9999 99'), check.isIban),
    valid(
      shaped(
        'GB99WEST123456999999'
          .replace('WEST123456', 'WEST999999')
          .replace('999999999999', '99999999999999'),
      ),
      check.isIban,
    ),
    valid(shaped('FR99 3000 6000 0112 3456 7890 999'), check.isIban),
  ),
  'swift-code': either(shaped('DEUTDEFF'), shaped('BNPAFRPP9X9')),
  'routing-number': valid(shaped('999999999'), check.isAbaRouting),
  'bank-account': either(shaped('999999999999'), shaped('99999999')),
  'bitcoin-address': either(
    (prng) => `1${some(prng, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 33)}`,
    (prng) => `bc1q${some(prng, 'acdefghjklmnpqrstuvwxyz023456789', 38)}`,
  ),
  'ethereum-address': (prng) => `0x${some(prng, hex, 40)}`,
  'street-address': (prng) => `${1 + prng.below(9_000)} ${prng.pick(streets)} ${prng.pick(kinds)}`,
  'street-address-european': either(
    shaped('Lindenstraße 99'),
    shaped('Hauptstr. 9'),
    shaped('99 rue de la Paix'),
    shaped('Calle Mayor 99'),
    shaped('Via Garibaldi, 9'),
  ),
  'ip-address': (prng) =>
    [10 + prng.below(200), prng.below(256), prng.below(256), 1 + prng.below(254)].join('.'),
  'ipv6-address': either(shaped('2001:db8:h9hh::9h'), shaped('fe80::hhhh:hhff:fe9h:hhhh')),
  'mac-address': either(shaped('hh:hh:hh:hh:hh:h9'), shaped('9h-hh-hh-hh-hh-hh')),
  imei: luhn15,
  'vehicle-number': valid(shaped('1HGCM99699L999999'), check.isVin),
  'licence-plate': either(shaped('AAA-9999'), shaped('B-AA 999'), shaped('AA99 AAA')),
  coordinates: (prng) =>
    `${(20 + 50 * prng.next()).toFixed(5)}, ${prng.chance(0.5) ? '-' : ''}${(100 * prng.next() + 1).toFixed(5)}`,
  'medical-record-number': either(shaped('99999999'), shaped('A9999999')),
  'health-insurance-number': either(
    shaped('XAB999999999'.replace('X', 'W')),
    shaped('999-99-9999-A'.replace('-A', '')),
  ),
  'staff-number': either(shaped('E99999'), shaped('99999999')),
  password: (prng) =>
    `${prng.pick(['Tulip', 'winter', 'Blue!sky', 'correct-horse'])}${some(prng, digit, 3)}${prng.pick(['!', '#', '$', ''])}`,
  pin: shaped('9999'),
  'one-time-code': shaped('999999'),
  'aws-access-key': (prng) => `AKIA${some(prng, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
  'github-token': (prng) => `ghp_${some(prng, word, 36)}`,
  'slack-token': (prng) =>
    `xoxb-${some(prng, digit, 12)}-${some(prng, digit, 12)}-${some(prng, word, 24)}`,
  'stripe-key': (prng) => `sk_live_${some(prng, word, 24)}`,
  'google-api-key': (prng) => `AIza${some(prng, word, 35)}`,
  'openai-key': (prng) => `sk-proj-${some(prng, word, 48)}`,
  jwt: (prng) => `eyJ${some(prng, word, 30)}.eyJ${some(prng, word, 60)}.${some(prng, word, 43)}`,
  'url-credentials': (prng) => `app:${some(prng, word, 14)}`,
  'private-key': (prng) =>
    `-----BEGIN RSA PRIVATE KEY-----\n${some(prng, word, 64)}\n${some(prng, word, 64)}\n-----END RSA PRIVATE KEY-----`,
  'api-key': (prng) => some(prng, word, 31) + some(prng, digit, 1),
}
