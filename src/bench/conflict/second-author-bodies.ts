/**
 * The second author's templates about health, pets and states of life.
 *
 * Owns wordings only. Written before the decision code was read; held-out templates among them are never tuned on
 * (second-author-pairs.ts says which those are).
 */

import type { SecondTemplate } from './second-author-template.ts'

export const secondAuthorBodies: readonly SecondTemplate[] = [
  {
    name: 'blood-type',
    domain: 'health',
    law: 'fixed',
    says: [
      '{P} blood type is {V}',
      '{S} has blood type {V}',
      '{S} is blood type {V}',
      '{P} blood group is {V}',
    ],
    mine: ['My blood type is {V}', 'I have blood type {V}'],
    values: [
      ['O negative', 'O-'],
      ['A positive', 'A+'],
      ['B positive', 'B+'],
      ['AB negative', 'AB-'],
    ],
    finer: ['{P} blood type is {V}, confirmed by a lab test last year'],
    denies: ['{P} blood type is not {V}'],
    beside: [
      "{P} brother's blood type is {V}",
      '{S} donated blood last month',
      '{P} battery type is AA',
    ],
  },
  {
    name: 'medication',
    domain: 'health',
    law: 'many',
    says: [
      '{S} takes {V}',
      '{S} is taking {V}',
      '{S} is on {V}',
      '{S} has been prescribed {V}',
      '{V} is one of {P} medications',
    ],
    mine: ['I take {V}', "I'm on {V}"],
    values: ['ibuprofen', 'metformin', 'lisinopril', 'insulin', 'sertraline'],
    finer: [
      '{S} takes {V} twice a day',
      '{S} takes 20 mg of {V} every morning',
      '{S} takes {V} for a chronic condition',
    ],
    denies: ['{S} does not take {V}', '{S} is not on {V}'],
    ends: ['{S} stopped taking {V}', '{S} no longer takes {V}'],
    beside: [
      '{S} read the leaflet about {V}',
      '{P} father takes {V}',
      '{S} works for the company that makes {V}',
    ],
  },
  {
    name: 'gym-frequency',
    domain: 'health',
    law: 'changing',
    says: [
      '{S} goes to the gym {V}',
      '{S} works out {V}',
      '{S} exercises {V}',
      '{S} trains at the gym {V}',
    ],
    mine: ['I go to the gym {V}', 'I work out {V}'],
    values: [
      ['three times a week', '3 times a week', '3x per week'],
      ['every day', 'daily'],
      ['once a week', 'weekly'],
      ['twice a week', 'two times per week'],
    ],
    finer: [
      '{S} goes to the gym {V}, mostly before work',
      '{S} goes to the gym {V} with a personal trainer',
    ],
    changes: ['{S} now goes to the gym {V}', '{S} has started going to the gym {V}'],
    beside: ['{S} calls home {V}', '{S} waters the plants {V}', '{P} team meets {V}'],
  },
  {
    name: 'bedtime',
    domain: 'health',
    law: 'changing',
    says: [
      '{S} goes to bed at {V}',
      '{P} bedtime is {V}',
      '{S} goes to sleep at {V}',
      '{S} usually sleeps at {V}',
    ],
    mine: ['I go to bed at {V}', 'My bedtime is {V}'],
    values: [
      ['11 pm', '23:00', '11:00 PM'],
      ['10 pm', '22:00'],
      ['9:30 pm', '21:30'],
      ['midnight', '12 am'],
    ],
    finer: [
      '{S} goes to bed at {V} on weekdays',
      '{S} goes to bed at {V} after reading for a while',
    ],
    beside: ['{S} has dinner at {V}', '{P} train leaves at {V}', '{P} shift ends at {V}'],
  },
  {
    name: 'pet',
    domain: 'pets',
    law: 'many',
    says: [
      '{S} has a {V}',
      '{S} owns a {V}',
      '{S} keeps a {V} as a pet',
      '{S} is the owner of a {V}',
    ],
    mine: ['I have a {V}', 'I own a {V}'],
    values: ['cat', 'parrot', 'rabbit', 'hamster', 'turtle'],
    finer: [
      '{S} has a {V} named Biscuit',
      '{S} has a {V} that is three years old',
      '{S} has a black {V}',
    ],
    kinds: [
      ['dog', 'golden retriever'],
      ['dog', 'beagle'],
      ['cat', 'Siamese cat'],
    ],
    denies: ['{S} does not have a {V}', '{S} has never owned a {V}'],
    ends: ['{S} gave away the {V}', '{S} no longer has a {V}'],
    beside: ['{S} saw a {V} in the park', '{P} neighbor has a {V}', '{S} wants a {V}'],
  },
  {
    name: 'dog-name',
    domain: 'pets',
    law: 'fixed',
    says: [
      '{P} dog is named {V}',
      '{P} dog is called {V}',
      'The name of {P} dog is {V}',
      '{S} has a dog called {V}',
      '{S} named the dog {V}',
    ],
    mine: ['My dog is called {V}', "My dog's name is {V}"],
    values: ['Rex', 'Luna', 'Biscuit', 'Pepper', 'Milo'],
    finer: ['{P} dog is named {V}, after a character in a film', '{P} dog, a beagle, is named {V}'],
    denies: ['{P} dog is not named {V}'],
    beside: ['{P} cat is named {V}', '{P} daughter is called {V}', '{S} took the dog to the vet'],
  },
  {
    name: 'dog-count',
    domain: 'pets',
    law: 'changing',
    says: [
      '{S} has {V} dogs',
      '{S} owns {V} dogs',
      '{S} is the owner of {V} dogs',
      '{S} keeps {V} dogs',
    ],
    mine: ['I have {V} dogs', 'I own {V} dogs'],
    values: [
      ['two', '2', 'a pair of', 'a couple of'],
      ['three', '3'],
      ['four', '4'],
    ],
    finer: ['{S} has {V} dogs, both of them rescued', '{S} has {V} large dogs'],
    beside: ['{S} has {V} cats', '{S} saw {V} dogs at the beach', '{P} aunt has {V} dogs'],
  },
  {
    name: 'relationship-status',
    domain: 'family',
    law: 'changing',
    says: [
      '{S} is {V}',
      '{P} relationship status is {V}',
      '{P} marital status is {V}',
      '{S} is currently {V}',
    ],
    mine: ["I'm {V}", 'I am currently {V}'],
    values: ['single', 'married', 'engaged', 'divorced', 'widowed'],
    finer: ['{S} has been {V} for six years', '{S} is happily {V}'],
    denies: ['{S} is not {V}'],
    changes: ['{S} is now {V}', '{S} became {V} last month'],
    ends: ['{S} is no longer {V}'],
    beside: ['{P} best friend is {V}', '{S} read a novel about being {V}'],
  },
]
