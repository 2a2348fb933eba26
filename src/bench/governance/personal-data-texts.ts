/**
 * Sentences in which people give personal data away, and sentences that only look like it.
 *
 * `{v}` stands for the value. The clean ones are full of what a detector mistakes: prices, versions, scores, times, orders, distances,
 * references, results.
 */

import type { Prng } from '../../stdx/prng.ts'

const said = [
  'My {k} is {v}.',
  'You will need my {k}: {v}',
  'The {k} on file is {v}, please update it.',
  'I think the {k} was {v}',
  '{k}: {v}',
] as const

function called(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => said.map((sentence) => sentence.replace('{k}', name)))
}

export const textsOfKind: Readonly<Record<string, readonly string[]>> = {
  email: [
    'You can write to {v} any time.',
    'She uses {v} for work',
    'cc {v} please',
    '{v} bounced yesterday.',
    'mailto:{v}',
  ],
  phone: [
    'Call me on {v} after six.',
    '{v} is the best number',
    'my cell: {v}',
    'The plumber ({v}) comes Tuesday.',
  ],
  'phone-national': [
    'Reach me at {v}',
    'The school office is {v}.',
    'fax {v}',
    'Text {v} when you land',
  ],
  'phone-local': [
    'My phone number is {v}',
    'Ring me on {v} tonight',
    'Tel: {v}',
    'Meine Handynummer ist {v}.',
  ],
  'us-ssn': called('social security number', 'SSN'),
  'us-itin': called('ITIN'),
  'us-ein': called('employer identification number', 'EIN'),
  'uk-national-insurance': called('National Insurance number', 'NI number'),
  'uk-nhs-number': called('NHS number'),
  'uk-sort-code': called('sort code'),
  'canada-sin': called('SIN', 'social insurance number'),
  'australia-tfn': called('TFN', 'tax file number'),
  'australia-abn': called('ABN'),
  'australia-medicare': called('Medicare number'),
  'india-aadhaar': called('Aadhaar', 'Aadhaar number'),
  'india-pan': called('PAN', 'PAN card number'),
  'germany-tax-id': called('Steuer-ID', 'steuerliche Identifikationsnummer', 'German tax ID'),
  'germany-id-card': called('Personalausweisnummer', 'ID card number'),
  'france-nir': called('numéro de sécurité sociale', 'French social security number'),
  'spain-dni': called('DNI', 'NIF'),
  'italy-codice-fiscale': called('codice fiscale'),
  'netherlands-bsn': called('BSN', 'burgerservicenummer'),
  'switzerland-ahv': called('AHV-Nummer', 'Swiss social security number'),
  'sweden-personal-number': called('personnummer'),
  'finland-hetu': called('henkilötunnus', 'Finnish personal identity code'),
  'poland-pesel': called('PESEL'),
  'turkey-identity-number': called('T.C. kimlik numarası', 'Turkish ID number'),
  'brazil-cpf': called('CPF'),
  'brazil-cnpj': called('CNPJ'),
  'mexico-curp': called('CURP'),
  'china-resident-number': called('resident identity card number', '身份证号'),
  'korea-resident-number': called('resident registration number', '주민등록번호'),
  'japan-my-number': called('My Number', 'マイナンバー'),
  'singapore-nric': called('NRIC'),
  'south-africa-id': called('South African ID'),
  passport: called('passport number', 'passport no.'),
  'driving-licence': called("driver's license number", 'driving licence'),
  'date-of-birth': [
    'I was born on {v}.',
    'DOB: {v}',
    'Her date of birth is {v}',
    'My birthday is {v}',
    'born {v} in Leeds',
  ],
  'card-number': [
    'Charge it to {v}, exp 04/29.',
    'My card is {v}',
    'card number {v} please',
    '{v} is the Visa',
    'The hotel has {v} on file',
  ],
  'card-security-code': ['the CVV is {v}', 'CVC: {v}', 'security code {v}'],
  iban: called('IBAN', 'account').concat(['Please wire it to {v}.']),
  'swift-code': called('SWIFT code', 'BIC'),
  'routing-number': called('routing number', 'ABA number'),
  'bank-account': called('account number', 'checking account number', 'bank account'),
  'bitcoin-address': ['Send the coins to {v}', 'my wallet is {v}', 'BTC: {v}'],
  'ethereum-address': ['Send the ETH to {v}', 'wallet {v}', 'Contract owner: {v}'],
  'street-address': [
    'I live at {v}.',
    'We moved to {v}, Springfield.',
    'Deliver it to {v} please',
    'home address: {v}',
  ],
  'street-address-european': [
    'Ich wohne in der {v}.',
    "J'habite au {v}.",
    'I live at {v} now.',
    'Lieferung bitte an: {v}',
  ],
  'ip-address': [
    'It connects from {v}',
    'my IP is {v}',
    'blocked {v} at the firewall',
    'ssh root@{v}',
  ],
  'ipv6-address': ['My address is {v}', 'ping {v} works', 'listening on {v}'],
  'mac-address': ['The router has {v}', 'MAC: {v}', 'allow {v} on the wifi'],
  imei: ['The IMEI of my phone is {v}', 'IMEI: {v}'],
  'vehicle-number': ['The VIN is {v}', 'my car, {v}, was recalled', 'VIN number: {v}'],
  'licence-plate': ['My license plate is {v}', 'number plate {v}', 'Kennzeichen: {v}'],
  coordinates: ['We camped at {v}.', 'my house is at {v}', 'GPS: {v}'],
  'medical-record-number': called('medical record number', 'MRN', 'patient ID'),
  'health-insurance-number': called(
    'insurance policy number',
    'member ID',
    'health insurance number',
  ),
  'staff-number': called('employee ID', 'student number', 'staff number'),
  password: [
    'My password is {v}',
    'password: {v}',
    'the wifi password was {v}',
    'pwd={v}',
    'Mein Passwort ist {v}',
  ],
  pin: ['My PIN is {v}', 'PIN: {v}', 'the PIN code is {v}'],
  'one-time-code': [
    'Your verification code is {v}',
    'security code: {v}',
    'the login code was {v}',
  ],
  'aws-access-key': ['AWS_ACCESS_KEY_ID={v}', 'use {v} for the bucket', 'key {v} leaked'],
  'github-token': ['export GH={v}', 'my token is {v}', 'git clone https://{v}@github.com/acme/app'],
  'slack-token': ['the bot uses {v}', 'SLACK={v}'],
  'stripe-key': ['Stripe: {v}', 'I pasted {v} by mistake'],
  'google-api-key': ['maps key {v}', 'key={v}'],
  'openai-key': ['OPENAI_API_KEY={v}', 'here is my key {v}'],
  jwt: ['Authorization: Bearer {v}', 'the token is {v}', 'cookie={v}'],
  'url-credentials': [
    'DATABASE_URL=postgres://{v}@db.example.com:5432/main',
    'connect with https://{v}@example.org',
  ],
  'private-key': ['Here is the key:\n{v}', '{v}'],
  'api-key': ['api_key: {v}', 'client secret = {v}', 'The API key is {v}', 'auth-token: "{v}"'],
}

const people = ['Maria', 'Tom', 'Aisha', 'Jonas', 'Priya', 'Ken', 'Lucía', 'Noor']
const things = ['kettle', 'bike', 'laptop', 'jacket', 'lamp', 'guitar', 'tent', 'blender']
const cities = ['Lisbon', 'Osaka', 'Denver', 'Nairobi', 'Leeds', 'Malmö', 'Quito', 'Austin']

/** `{n}` a number below 100, `{N}` up to seven digits, `{p}` a person, `{t}` a thing, `{c}` a city, `{y}` a year. */
const clean: readonly string[] = [
  '{p} paid {n}.99 for a {t} in {c}.',
  'We need {n} chairs and {N} nails for the build.',
  'The {t} weighs {n}.{n} kg and is {n} cm tall.',
  'Order {N} of the {t} arrived on Tuesday.',
  'Version {n}.{n}.{n} fixes the crash on start.',
  'Revenue grew from {N} to {N} in {y}.',
  'The match ended {n}-{n} after extra time.',
  '{p} ran {n} km in {n}:{n} this morning.',
  'Chapter {n}, page {N}, second paragraph.',
  'It was founded in {y} and closed in {y}.',
  'Call the function with {n} and it returns {N}.',
  'The population of {c} is {N}.',
  'Flight LH {N} to {c} leaves at {n}:{n}.',
  'Our meeting moved from {n}:00 to {n}:30.',
  '{p} has {n} cousins in {c}.',
  'RFC {N} describes it.',
  'Ticket #{N} is still open.',
  'Lot {n}-{n}-{n} sold for {N} dollars.',
  'See section {n}.{n} of the manual.',
  'On {y}-03-14 we went hiking near {c}.',
  'The score was {N} points, a record since {y}.',
  'Add {n} ml of milk and {n} g of sugar.',
  'The address bar shows nothing.',
  'I love how {p} handles pressure.',
  'She reached number {n} in the charts.',
  'My favourite street food is in {c}.',
  'The password manager is great, I changed all of them.',
  'He forgot his PIN again.',
  'I need a new passport before {y}.',
  'Is your account active?',
  'They texted me about the {t}.',
  'The bank opens at {n}.',
  'Born and raised in {c}, {p} moved in {y}.',
  'Commit a{n}b{n}c fixes issue {N}.',
  'The trail is {n}.{n} miles with {N} feet of climbing.',
  'Model X{n} costs {N} euros.',
  'Room {N}, floor {n}.',
  'Bus {n} stops every {n} minutes.',
  'The code for the {t} is on the shelf.',
  'ISBN 978-0-{n}-{N}-1 is out of print.',
  'The API key rotation is due.',
  'I drove {N} miles last year.',
  'SELECT * FROM orders WHERE id = {N};',
  'The temperature fell to -{n}.{n} degrees.',
  '{p} bought {n} shares at {n}.{n}.',
  'He makes {n} sandwiches a day.',
  'Playlist: {n} songs, {n} h {n} min.',
  'The lottery numbers were {n} {n} {n} {n} {n}.',
  'Python 3.{n} and Node {n} both work.',
  'Set the timeout to {N} ms.',
  'That costs {N},{N} yen.',
  'In {y} there were {N} members.',
  'The session was about security codes in general.',
  'I told {p} my date of travel is in {y}.',
  'Drive {n} minutes past {c}, then left.',
  'A {n}-year-old dog can still learn.',
  'We scored {n}/{n} on the quiz.',
  'Take bus {n}, not {n}.',
  'The {t} has {n} reviews with {n}.{n} stars.',
  '{p} said "{n} percent is fine".',
  'The invoice total is {N}.{n}.',
  'It took {n} tries to open the {t}.',
]

export const cleanTextCount = clean.length

export function cleanText(prng: Prng): string {
  const number = (digits: number): string =>
    String(1 + prng.below(9)) + Array.from({ length: digits - 1 }, () => prng.below(10)).join('')
  const filled = prng.pick(clean).replace(/\{([nNptcy])\}/g, (_, sign: string) => {
    if (sign === 'n') return number(1 + prng.below(2))
    if (sign === 'N') return number(3 + prng.below(5))
    if (sign === 'y') return String(1900 + prng.below(130))
    return prng.pick(sign === 'p' ? people : sign === 't' ? things : cities)
  })
  return filled
}
