/**
 * The second author's templates about companies, shops and places.
 *
 * Owns wordings only. Written before the decision code was read; held-out templates among them are never tuned on
 * (second-author-pairs.ts says which those are).
 */

import type { SecondTemplate } from './second-author-template.ts'

const companies = ['Acme Corp', 'Globex', 'Initech', 'Umbrella Ltd']
const shops = ['The corner bakery', 'The city library', 'The bike shop', 'Cafe Luna']

export const secondAuthorBusiness: readonly SecondTemplate[] = [
  {
    name: 'ceo',
    domain: 'business',
    law: 'changing',
    of: companies,
    says: [
      'The CEO of {S} is {V}',
      '{V} is the CEO of {S}',
      '{P} CEO is {V}',
      '{V} is the chief executive of {S}',
      '{V} runs {S}',
    ],
    values: ['Laura Stein', 'Viktor Hale', 'Mei Chen', 'Paul Adeyemi'],
    finer: ['{V} has been the CEO of {S} since 2015', 'The CEO of {S} is {V}, a former banker'],
    denies: ['{V} is not the CEO of {S}'],
    changes: [
      '{V} was appointed CEO of {S}',
      '{V} became the CEO of {S}',
      '{V} is the new CEO of {S}',
    ],
    ends: ['{V} resigned as CEO of {S}', '{V} is no longer the CEO of {S}'],
    beside: ['{V} sued {S}', '{V} is a customer of {S}', '{V} wrote a book about {S}'],
  },
  {
    name: 'headquarters',
    domain: 'business',
    law: 'changing',
    of: companies,
    says: [
      '{S} is headquartered in {V}',
      '{P} headquarters are in {V}',
      'The headquarters of {S} is located in {V}',
      '{S} has its headquarters in {V}',
      '{P} head office is in {V}',
    ],
    values: ['Denver', 'Munich', 'Singapore', 'Leeds'],
    finer: [
      '{S} is headquartered in {V}, close to the airport',
      '{S} has its headquarters in {V} and a branch in Oslo',
    ],
    denies: ['{S} is not headquartered in {V}'],
    changes: ['{S} moved its headquarters to {V}', '{S} relocated to {V}'],
    beside: [
      '{S} held a conference in {V}',
      '{S} plans a store in {V}',
      '{S} shipped a parcel to {V}',
    ],
  },
  {
    name: 'founded',
    domain: 'business',
    law: 'fixed',
    of: companies,
    says: [
      '{S} was founded in {V}',
      '{S} was established in {V}',
      '{S} started in {V}',
      'The founding year of {S} is {V}',
      '{S} has existed since {V}',
    ],
    values: ['1987', '1999', '2004', '2011'],
    finer: ['{S} was founded in {V} by two brothers', '{S} was founded in {V} in a garage'],
    denies: ['{S} was not founded in {V}'],
    beside: ['{S} was sued in {V}', '{S} won an award in {V}', '{S} has a new logo'],
  },
  {
    name: 'employees',
    domain: 'business',
    law: 'changing',
    of: companies,
    says: [
      '{S} has {V} employees',
      '{S} employs {V} people',
      '{V} people work at {S}',
      '{S} has a staff of {V}',
      '{P} headcount is {V}',
    ],
    values: [
      ['250', 'two hundred and fifty'],
      ['1,200', '1200'],
      ['3,000', '3000', 'three thousand'],
      ['80', 'eighty'],
    ],
    finer: [
      '{S} has {V} employees in six countries',
      '{S} has {V} employees, most of them engineers',
    ],
    changes: [
      '{S} has grown to {V} employees',
      '{S} shrank to {V} employees',
      '{S} now has {V} employees',
    ],
    beside: ['{S} sold {V} bicycles', '{S} received {V} complaints', '{S} has a canteen'],
  },
  {
    name: 'sells',
    domain: 'shops',
    law: 'many',
    of: shops,
    says: [
      '{S} sells {V}',
      '{S} offers {V}',
      '{V} are sold at {S}',
      '{V} are available at {S}',
      'You can buy {V} at {S}',
    ],
    values: ['gift cards', 'maps', 'candles', 'sandwiches', 'postcards'],
    finer: ['{S} sells {V} at half price on Fridays', '{S} sells {V} made by local artists'],
    denies: ['{S} does not sell {V}'],
    ends: ['{S} stopped selling {V}', '{S} no longer sells {V}'],
    beside: ['{S} gave {V} to a charity', '{S} needs {V} for an event', '{S} has a broken door'],
  },
  {
    name: 'opening',
    domain: 'shops',
    law: 'changing',
    of: shops,
    says: [
      '{S} opens at {V}',
      '{P} opening time is {V}',
      '{S} is open from {V}',
      'The opening time of {S} is {V}',
      '{S} opens its doors at {V}',
    ],
    values: [
      ['8 am', '08:00', '8:00 AM'],
      ['10 am', '10:00'],
      ['7:30 am', '07:30', 'half past seven'],
      ['9 am', '9:00', "nine o'clock"],
    ],
    finer: ['{S} opens at {V} on Saturdays', '{S} opens at {V} except on holidays'],
    changes: ['{S} now opens at {V}', '{P} opening time was changed to {V}'],
    beside: ['{S} closes at {V}', '{S} got a delivery at {V}', '{S} has parking for twenty cars'],
  },
  {
    name: 'price',
    domain: 'shops',
    law: 'changing',
    of: ['The monthly pass', 'The premium plan', 'A museum ticket', 'The set menu'],
    says: [
      '{S} costs {V}',
      'The price of {S} is {V}',
      '{S} is priced at {V}',
      '{P} price is {V}',
      '{S} is {V}',
    ],
    values: [
      ['$49', '49 dollars', '$49.00'],
      ['$20', '20 dollars', 'twenty dollars'],
      ['$15.50', '15.50 dollars'],
      ['$99', '99 USD'],
    ],
    finer: ['{S} costs {V} for students', '{S} costs {V} including tax'],
    denies: ['{S} does not cost {V}'],
    changes: ['{S} went up to {V}', '{P} price was reduced to {V}', '{S} now costs {V}'],
    beside: [
      '{S} comes with a voucher worth {V}',
      '{S} is popular with tourists',
      '{S} was advertised on a budget of {V}',
    ],
  },
  {
    name: 'wifi-password',
    domain: 'devices',
    law: 'changing',
    of: ['The office', 'The guest house', 'The lab', 'The summer cabin'],
    says: [
      '{P} wifi password is {V}',
      'The wifi password of {S} is {V}',
      '{P} Wi-Fi password is {V}',
      'The password for the wifi at {S} is {V}',
    ],
    values: ['sunflower42', 'blue-kettle', 'Tr0ub4dor', 'orange99'],
    finer: ['{P} wifi password is {V} on the second floor'],
    denies: ['{P} wifi password is not {V}'],
    changes: ['{P} wifi password was changed to {V}', '{P} new wifi password is {V}'],
    beside: ['{P} door code is {V}', '{S} has slow wifi', '{P} alarm system was replaced'],
  },
]
