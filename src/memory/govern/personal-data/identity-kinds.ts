/** Who someone is to a state or an employer: national numbers, passports, licences, dates of birth. */

import {
  isAhv,
  isBelgianNumber,
  isBsn,
  isCpf,
  isDni,
  isHetu,
  isLuhn,
  isMod11And10,
  isMyNumber,
  isNir,
  isPesel,
  isPortugueseNif,
  isResidentNumber,
  isRrn,
  isTckn,
  isTfn,
  isVerhoeff,
} from './check-digits.ts'
import { calledBy, type PersonalDataKind } from './personal-data-kind.ts'

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const date = `(?:\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}[./-]\\d{1,2}[./-]\\d{1,2}|(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|\\d{1,2}(?:st|nd|rd|th|\\.)? (?:of )?(?:${months}|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre),? (?:de )?\\d{4})`

/** With at least three digits in a row. */
const spaced = '(?=[A-Z\\d. -]{0,18}\\d{3})[A-Z\\d](?:[ .-]?[A-Z\\d]){5,18}'

function identity(
  name: string,
  pattern: RegExp,
  more: Pick<PersonalDataKind, 'isValid' | 'near'> = {},
): PersonalDataKind {
  return { name, group: 'identity', pattern, ...more }
}

export const identityKinds: readonly PersonalDataKind[] = [
  identity('us-ssn', /(?<![\d-])(?!000|666|9\d\d)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])/g),
  identity('us-ssn-so-called', /(?<!\d)(?!000|666|9\d\d)\d{9}(?!\d)/g, {
    near: /\b(?:ssn|social security)\b/i,
  }),
  identity('us-itin', /(?<![\d-])9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}(?![\d-])/g),
  identity(
    'uk-national-insurance',
    /\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/gi,
  ),
  identity('canada-sin', /(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{3}(?![\d-])/g, {
    isValid: isLuhn,
    near: /\b(?:sin|social insurance|nas)\b/i,
  }),
  identity('australia-tfn', /(?<!\d)\d{3} ?\d{3} ?\d{3}(?!\d)/g, {
    isValid: isTfn,
    near: /\b(?:tfn|tax file)\b/i,
  }),
  identity('australia-medicare', /(?<!\d)[2-6]\d{3} ?\d{5} ?\d(?: ?\d)?(?!\d)/g, {
    near: /\bmedicare\b/i,
  }),
  identity('india-aadhaar', /(?<!\d[ -]?)[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}(?![ -]?\d)/g, {
    isValid: isVerhoeff,
  }),
  identity('india-pan', /\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b/g),
  identity('germany-tax-id', /(?<!\d)[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?!\d)/g, {
    isValid: isMod11And10,
    near: /steuer|\btax\b|\btin\b|idnr/i,
  }),
  identity('germany-id-card', /\b[CFGHJKLMNPRTVWXYZ\d]{9}\d?\b/g, {
    isValid: (compact) => /\d/.test(compact) && /[A-Z]/.test(compact),
    near: /personalausweis|ausweisnummer|\bid card\b/i,
  }),
  identity(
    'germany-social-insurance',
    /\b\d{2} ?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2} ?[A-Z] ?\d{3}\b/g,
    {
      near: /sozialversicherung|rentenversicherung|\bsv\b|social/i,
    },
  ),
  identity(
    'france-nir',
    /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/gi,
    {
      isValid: (compact) => compact.length === 15 && isNir(compact),
    },
  ),
  identity('spain-dni', /\b(?:\d{8}|[XYZ]\d{7})[ -]?[TRWAGMYFPDXBNJZSQVHLCKE]\b/gi, {
    isValid: isDni,
  }),
  identity('italy-codice-fiscale', /\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b/gi),
  identity('netherlands-bsn', /(?<![\d-])\d{9}(?![\d-])/g, {
    isValid: isBsn,
    near: /\b(?:bsn|burgerservicenummer)\b/i,
  }),
  identity(
    'belgium-national-number',
    /(?<!\d)\d{2}[.-]?\d{2}[.-]?\d{2}[.-]?\d{3}[.-]?\d{2}(?!\d)/g,
    {
      isValid: isBelgianNumber,
      near: /rijksregister|registre national|\bnational (?:register )?number\b|\binsz\b|\bniss\b/i,
    },
  ),
  identity('switzerland-ahv', /(?<!\d)756\.?\d{4}\.?\d{4}\.?\d{2}(?!\d)/g, { isValid: isAhv }),
  identity(
    'sweden-personal-number',
    /(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}(?!\d)/g,
    {
      isValid: (compact) => isLuhn(compact.replace(/\+/g, '').slice(-10)),
    },
  ),
  identity(
    'denmark-cpr',
    /(?<![\d-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}(?![\d-])/g,
    {
      near: /\bcpr\b|personnummer/i,
    },
  ),
  identity(
    'norway-birth-number',
    /(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2} ?\d{5}(?!\d)/g,
    {
      near: /fødselsnummer|personnummer|national id/i,
    },
  ),
  identity('finland-hetu', /\b\d{6}[-+A-FU-Y]\d{3}[\dA-FHJ-NPR-Y]\b/g, {
    isValid: isHetu,
  }),
  identity('poland-pesel', /(?<!\d)\d{11}(?!\d)/g, { isValid: isPesel, near: /\bpesel\b/i }),
  identity('portugal-nif', /(?<!\d)[1235689]\d{2} ?\d{3} ?\d{3}(?!\d)/g, {
    isValid: isPortugueseNif,
    near: /\b(?:nif|contribuinte)\b/i,
  }),
  identity('ireland-pps', /\b\d{7}[A-W][A-IW]?\b/gi, { near: /\bpps(?:n)?\b/i }),
  identity('turkey-identity-number', /(?<!\d)[1-9]\d{10}(?!\d)/g, {
    isValid: isTckn,
    near: /\b(?:tckn|kimlik|turkish|t\.?c\.?)(?!\p{L})/iu,
  }),
  identity('brazil-cpf', /(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g, { isValid: isCpf }),
  identity('brazil-cpf-so-called', /(?<![\d.])\d{11}(?!\d)/g, { isValid: isCpf, near: /\bcpf\b/i }),
  identity('mexico-curp', /\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d\b/gi),
  identity('mexico-rfc', /\b[A-ZÑ&]{4}\d{6}[A-Z\d]{3}\b/gi, { near: /\brfc\b/i }),
  identity('argentina-dni', /(?<![\d.])\d{1,2}\.?\d{3}\.?\d{3}(?![\d.])/g, { near: /\bdni\b/i }),
  identity('chile-rut', /(?<![\d.])\d{1,2}\.\d{3}\.\d{3}-[\dK]\b/gi),
  identity(
    'china-resident-number',
    /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\d)/gi,
    {
      isValid: isResidentNumber,
    },
  ),
  identity(
    'korea-resident-number',
    /(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}(?!\d)/g,
  ),
  identity('korea-resident-number-so-called', /(?<!\d)\d{13}(?!\d)/g, {
    isValid: isRrn,
    near: /\brrn\b|주민/i,
  }),
  identity('japan-my-number', /(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)/g, {
    isValid: (compact) => compact.length === 12 && isMyNumber(compact),
    near: /my number|マイナンバー|個人番号/i,
  }),
  identity('singapore-nric', /\b[STFGM]\d{7}[A-Z]\b/g),
  identity('hong-kong-id', /(?<![A-Z\d])[A-Z]{1,2}\d{6}\([\dA]\)/g),
  identity('taiwan-id', /\b[A-Z][12]\d{8}\b/g, { near: /\b(?:taiwan|national|id)\b|身分證/i }),
  identity(
    'south-africa-id',
    /(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}[01]8\d(?!\d)/g,
    {
      isValid: isLuhn,
    },
  ),
  identity('israel-id', /(?<!\d)\d{9}(?!\d)/g, { isValid: isLuhn, near: /teudat|\bisrael|תעודת/i }),
  identity(
    'passport-number',
    calledBy(
      'passport|reisepass|passeport|pasaporte|passaporto',
      '(?=[A-Z\\d]{0,9}\\d{3})[A-Z\\d]{6,10}',
    ),
  ),
  identity('machine-readable-zone', /\bP[A-Z<][A-Z]{3}[A-Z<]{20,39}(?:\s[A-Z\d<]{40,44})?/g),
  identity(
    'driving-licence',
    calledBy(
      `driver['’]?s?['’]? ?(?:licen[cs]e|permit)|driving (?:licen[cs]e|permit)|DL|führerschein`,
      spaced,
    ),
  ),
  identity(
    'identity-number',
    calledBy(
      'national (?:id|identity|identification)|identity|identification|id card|citizen(?:ship)?|residence permit|green card|alien registration|visa|social (?:security|insurance)|resident identity',
      spaced,
    ),
  ),
  identity(
    'tax-number',
    calledBy(
      'tax(?:payer)? (?:id|identification|reference)|utr|steuernummer|tin',
      '\\d(?:[ /.-]?\\d){6,14}',
    ),
  ),
  identity(
    'staff-or-student-number',
    calledBy(
      'employee|staff|student|matriculation|personnel|badge|membership|loyalty|enrolment|enrollment|matrikel',
      '(?=[A-Z\\d-]{0,13}\\d{3})[A-Z\\d](?:-?[A-Z\\d]){4,13}',
    ),
  ),
  identity(
    'date-of-birth',
    new RegExp(
      `\\b(?:d\\.?o\\.?b\\.?|date of birth|birth ?date|birthday|born(?: on)?|geboren(?: am)?|geburtsdatum|née? le|date de naissance|nacid[oa] el|fecha de nacimiento)(?: (?:is|was|ist|est|es))?(?: on)?(?: the)?:? ?(?<value>${date})`,
      'giu',
    ),
  ),
]
