/** How and where someone is reached, and with what: addresses, numbers, devices, accounts, places. */

import { isLuhn, isVin } from './check-digits.ts'
import type { PersonalDataKind } from './personal-data-kind.ts'

const street =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Close|Crescent|Parkway|Pkwy|Highway|Hwy|Circle|Trail|Mews|Gardens|Row'
const phoneWords =
  /\b(?:phone|call(?! (?:the|a|an|it)\b)|cell|mobile|tel|telephone|fax|whatsapp|text|sms|number|reach|ring|dial|contact|landline|hotline|erreich\p{L}{0,8}|anrufen|telefon(?:nummer)?|handy(?:nummer)?|mobilnummer|nummer|téléphone|numéro|teléfono|móvil|telefono|celular|телефон)\b|電話|电话|手机/iu

function digitCount(compact: string): number {
  return compact.replace(/\D/g, '').length
}

export const contactKinds: readonly PersonalDataKind[] = [
  {
    name: 'email',
    group: 'contact',
    pattern:
      /(?<![\p{L}\d._%+-])[\p{L}\d](?:[\p{L}\d._%+'-]{0,62}[\p{L}\d_+-])?@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,5}\p{L}{2,24}(?![\p{L}\d])/gu,
  },
  {
    name: 'email-spelt-out',
    group: 'contact',
    pattern:
      /\b[a-z\d][\w.+-]{0,40}\s?(?:\(at\)|\[at\]|\{at\}|\sat\s)\s?[a-z\d-]{2,40}\s?(?:\(dot\)|\[dot\]|\{dot\}|\sdot\s)\s?(?:com|org|net|edu|gov|io|de|fr|uk|co|info|dev)\b/gi,
  },
  {
    name: 'phone',
    group: 'contact',
    // Written internationally, or with an area code in brackets: the form says it.
    pattern:
      /(?<![\w+./-])(?:\+|00(?=[1-9]\d))\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ ./-]?\d{2,4}){1,5}(?![\w-]|\.\d)/g,
    isValid: (compact) => digitCount(compact) >= 8 && digitCount(compact) <= 17,
  },
  {
    name: 'phone-national',
    group: 'contact',
    pattern:
      /(?<![\w+.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?(?![\w-])/g,
  },
  {
    name: 'phone-number-so-called',
    group: 'contact',
    pattern: /(?<![\w+./:$€£-])\(?0?\d{2,5}\)?(?:[ ./-]?\d{2,5}){1,5}(?![\w%/:-]|\.\d)/g,
    isValid: (compact) => digitCount(compact) >= 7 && digitCount(compact) <= 13,
    near: phoneWords,
  },
  {
    name: 'street-address',
    group: 'location',
    pattern: new RegExp(
      `\\b\\d{1,5}[A-Za-z]?(?:-\\d{1,5})? (?![^,]{0,20}(?:Supreme|District|High|Circuit|Federal|County) Court)(?:[NSEW]\\.? |North |South |East |West )?(?:(?:[A-Z][\\p{L}'’.-]{1,20}|\\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:${street})\\b\\.?(?:,? (?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|#)\\.? ?[\\w-]{1,6})?`,
      'gu',
    ),
  },
  {
    name: 'street-address-european',
    group: 'location',
    pattern:
      /(?<!\p{L})(?:(?:\p{Lu}[\p{L}.'-]{1,25}[ -]){0,3}(?:\p{Lu}\p{Ll}{1,25}(?:straße|strasse|str\.|gasse|weg|platz|allee|straat|laan|gatan|vej|veien|gata)|\p{Lu}\p{Ll}{1,25}[ -](?:Straße|Strasse|Str\.|Weg|Platz|Allee))|(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hemin|[Ii]mpasse|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Cc]alle|C\/|[Aa]venida|[Pp]laza|[Pp]aseo|[Rr]ua|[Tt]ravessa|[Uu]lica|ul\.)(?: (?:de|du|des|la|le|les|della|del|di|da|do|dos|d')){0,2}(?: ?\p{Lu}[\p{L}'’.-]{1,25}){1,4}),? \d{1,4}(?: ?[a-z])?(?![\p{L}\d])/gu,
  },
  {
    name: 'street-address-french',
    group: 'location',
    pattern:
      /(?<![\d,.])\d{1,4}(?: (?:bis|ter))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]hemin|[Ii]mpasse|[Aa]llée|[Qq]uai|[Cc]ours)(?: (?:de la|de l'|de|du|des|la|le|les|d'|l')){0,2} ?\p{Lu}[\p{L}'’.-]{1,25}(?: \p{Lu}[\p{L}'’.-]{1,25}){0,3}/gu,
  },
  {
    name: 'po-box',
    group: 'location',
    pattern: /\b(?:P\.? ?O\.? ?Box|Postfach|Apartado(?: de correos)?|BP|Casilla) ?#? ?\d{1,6}\b/gi,
  },
  {
    name: 'postcode',
    group: 'location',
    pattern:
      /\b(?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d|\d{5}-\d{4})\b/g,
    near: /\b(?:address|live|lives|living|zip|postcode|post code|postal|street|avenue|road|mail|ship|deliver|house|home|flat|apartment|moved)\b/i,
  },
  {
    name: 'zip-code',
    group: 'location',
    pattern:
      /\b(?:zip(?: ?code)?|post(?:al)? ?code|plz|postleitzahl|code postal|código postal|cap)(?: is| ist| est| es)?:? ?(?<value>[A-Z\d]{3,5}(?:[ -]?[A-Z\d]{2,4})?)\b/gi,
    isValid: (compact) => /\d/.test(compact),
  },
  {
    name: 'coordinates',
    group: 'location',
    pattern:
      /(?<![\d.])[-+]?(?:[1-8]?\d\.\d{3,10}|90\.0{3,10})°?\s?[NS]?,\s?[-+]?(?:1[0-7]\d|\d{1,2})\.\d{3,10}(?!\d|\.\d)°?\s?[EW]?/g,
  },
  {
    name: 'coordinates-degrees',
    group: 'location',
    pattern:
      /\d{1,2}°\s?\d{1,2}['′]\s?\d{1,2}(?:\.\d{1,4})?["″]\s?[NS],?\s{0,2}\d{1,3}°\s?\d{1,2}['′]\s?\d{1,2}(?:\.\d{1,4})?["″]\s?[EW]/g,
  },
  {
    name: 'ip-address',
    group: 'device',
    pattern:
      /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?![\d.]*\d)/g,
    isValid: (compact) => compact.length > 4,
  },
  {
    name: 'ipv6-address',
    group: 'device',
    pattern:
      /(?<![\w:.])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?=[\da-f:]{0,39}::)(?=[\da-f:]{0,40}\d)(?:[\da-f]{1,4}:){1,7}(?::[\da-f]{1,4}){1,7})(?![\w:])/gi,
  },
  {
    name: 'mac-address',
    group: 'device',
    pattern: /(?<![\w:-])(?:[\da-f]{2}([:-]))(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\w:-])/gi,
  },
  {
    name: 'imei',
    group: 'device',
    pattern: /(?<![\d-])\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d(?![\d-])/g,
    isValid: (compact) => compact.length === 15 && isLuhn(compact),
    near: /\b(?:imei|device|phone|handset)\b/i,
  },
  {
    name: 'vehicle-number',
    group: 'device',
    pattern: /\b[A-HJ-NPR-Z\d]{17}\b/gi,
    isValid: (compact) => /\d/.test(compact) && /[A-Z]/i.test(compact) && isVin(compact),
  },
  {
    name: 'vehicle-number-so-called',
    group: 'device',
    pattern: /\bVIN(?: number)?(?: is)?:? ?#?(?<value>[A-HJ-NPR-Z\d]{17})\b/gi,
  },
  {
    name: 'licence-plate',
    group: 'device',
    pattern:
      /\b(?:licen[cs]e plate|number plate|plate number|registration(?: number| plate)?|kennzeichen|plaque|matrícula|plates?)(?: (?:is|reads|number))?:? ?#?(?<value>[A-ZÄÖÜ\d]{1,4}(?:[ -][A-Z\d]{1,4}){0,2}(?:[ -]?\d{1,4}[A-Z]{0,3})?)(?![\w-])/gi,
    isValid: (compact) => /\d/.test(compact) && /[A-Z]/i.test(compact) && compact.length >= 4,
  },
  {
    name: 'handle',
    group: 'contact',
    pattern:
      /\b(?:instagram|insta|twitter|tiktok|snapchat|telegram|discord|mastodon|github|skype|username|user name|handle|gamertag|reddit|screen name)(?: (?:handle|name|user|id|account|username))?(?: is|:)? ?(?<value>@[\w.]{2,32}|(?<=: ?|is )[\w.]{3,32}(?:#\d{4})?)/gi,
    isValid: (compact) => /[@\d_#]/.test(compact),
  },
]
