/** Money: cards, accounts, wallets, tax numbers of firms; and what a health system knows someone by. */

import { isAbaRouting, isAbn, isCnpj, isIban, isLuhn, isNhsNumber } from './check-digits.ts'
import { calledBy, type PersonalDataKind } from './personal-data-kind.ts'

export const financeKinds: readonly PersonalDataKind[] = [
  // Before cards: a part of one can look like a card.
  {
    name: 'iban',
    group: 'finance',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/g,
    isValid: isIban,
  },
  {
    name: 'card-number',
    group: 'finance',
    pattern:
      /(?<![\w.-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]\d{3})?|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|[2-6]\d{12,18})(?![\w-]|\.\d)/g,
    isValid: (compact) => compact.length >= 13 && compact.length <= 19 && isLuhn(compact),
  },
  {
    name: 'card-security-code',
    group: 'finance',
    pattern:
      /\b(?:cvv2?|cvc2?|csc|security code|card code)(?: is| number)?:? ?(?<value>\d{3,4})\b/gi,
  },
  {
    name: 'card-expiry',
    group: 'finance',
    pattern:
      /\b(?:exp(?:iry|ires|iration)?(?: date)?|valid (?:thru|until)|good thru)(?: is)?[.:]? ?(?<value>(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?\d{2})(?![\d/-])/gi,
  },
  {
    name: 'swift-code',
    group: 'finance',
    pattern: /\b[A-Z]{4}[A-Z]{2}[A-Z\d]{2}(?:[A-Z\d]{3})?\b/g,
    near: /\b(?:swift|bic)\b/i,
  },
  {
    name: 'routing-number',
    group: 'finance',
    pattern: /(?<![\d-])\d{9}(?![\d-])/g,
    isValid: isAbaRouting,
    near: /\b(?:routing|aba|rtn|transit)\b/i,
  },
  {
    name: 'bank-account',
    group: 'finance',
    pattern: calledBy(
      '(?:bank |checking |savings |current )?(?:account|acct)|kontonummer|konto|numéro de compte|número de cuenta|conta',
      '\\d(?:[ -]?\\d){5,17}',
    ),
  },
  {
    name: 'sort-code',
    group: 'finance',
    pattern: /(?<![\d-])\d{2}[- ]\d{2}[- ]\d{2}(?![\d-])/g,
    near: /\bsort[ -]?code\b/i,
  },
  {
    name: 'bitcoin-address',
    group: 'finance',
    pattern: /\b(?:bc1[ac-hj-np-z02-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b/g,
    isValid: (compact) => /\d/.test(compact) && /[a-z]/i.test(compact),
  },
  { name: 'ethereum-address', group: 'finance', pattern: /\b0x[a-f\d]{40}\b/gi },
  {
    name: 'us-ein',
    group: 'finance',
    pattern: /(?<![\d-])\d{2}-\d{7}(?![\d-])/g,
    near: /\b(?:ein|employer|tax|fein)\b/i,
  },
  {
    name: 'eu-vat-number',
    group: 'finance',
    pattern:
      /\b(?:ATU\d{8}|BE0?\d{9,10}|DE ?\d{9}|DK\d{8}|ES[A-Z\d]\d{7}[A-Z\d]|FI\d{8}|FR[A-Z\d]{2} ?\d{9}|GB ?\d{9}|IE\d[A-Z\d]\d{5}[A-Z]{1,2}|IT\d{11}|LU\d{8}|NL\d{9}B\d{2}|PL\d{10}|PT\d{9}|SE\d{12})\b/g,
    near: /\b(?:vat|ust|ust-id|tva|iva|mwst|btw|tax|umsatzsteuer\w{0,20})\b/i,
  },
  {
    name: 'australia-abn',
    group: 'finance',
    pattern: /(?<!\d)\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\d)/g,
    isValid: isAbn,
    near: /\b(?:abn|business number)\b/i,
  },
  {
    name: 'brazil-cnpj',
    group: 'finance',
    pattern: /(?<![\d.])\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}(?!\d)/g,
    isValid: isCnpj,
  },
  {
    name: 'salary',
    group: 'finance',
    pattern:
      /\b(?:salary|wage|income|earns?|earning|makes?|paid|gehalt|salaire|salario)(?: (?:is|of|about|around|me|him|her|them|approximately)){0,2}:? (?<value>(?:[$€£¥₹] ?\d[\d,. ]{2,12}k?|\d[\d,.]{2,12} ?k? ?(?:dollars|euros?|pounds|usd|eur|gbp))(?: ?(?:a|per|\/) ?(?:year|month|hour|annum|week|yr|mo))?)/gi,
    isValid: (compact) => /\d{2}/.test(compact),
  },
  {
    name: 'uk-nhs-number',
    group: 'health',
    pattern: /(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])/g,
    isValid: isNhsNumber,
    near: /\bnhs\b/i,
  },
  {
    name: 'medical-record-number',
    group: 'health',
    pattern: calledBy(
      'MRN|medical record|patient|hospital',
      '(?=[A-Z\\d-]{0,14}\\d{3})[A-Z\\d](?:-?[A-Z\\d]){4,14}',
    ),
  },
  {
    name: 'health-insurance-number',
    group: 'health',
    pattern: calledBy(
      '(?:health |medical )?insurance(?: policy| member| card)?|member|policy|subscriber|beneficiary|medicaid|krankenversicherten\\p{L}{0,8}|versicherten',
      '(?=[A-Z\\d -]{0,18}\\d{3})[A-Z\\d](?:[ -]?[A-Z\\d]){5,18}',
    ),
  },
  {
    name: 'us-medicare-number',
    group: 'health',
    pattern:
      /\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}\b/g,
  },
  {
    name: 'us-npi',
    group: 'health',
    pattern: /(?<!\d)[12]\d{9}(?!\d)/g,
    isValid: (compact) => isLuhn(`80840${compact}`),
    near: /\bnpi\b/i,
  },
  {
    name: 'us-dea-number',
    group: 'health',
    pattern: /\b[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}\b/g,
    isValid: (compact) => {
      const d = [...compact.slice(2)].map(Number)
      return (d[0]! + d[2]! + d[4]! + 2 * (d[1]! + d[3]! + d[5]!)) % 10 === d[6]
    },
    near: /\bdea\b/i,
  },
]
