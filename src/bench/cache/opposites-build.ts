/** Opposites that the gate was built on: pairs that read alike and must never answer each other. See `opposites-held-out.ts`. */

import type { PairTemplate, Slots } from './template.ts'

export const buildSlots: Slots = {
  food: 'raw fish,sprouted potatoes,cold rice,wild mushrooms,expired yogurt,raw eggs,avocado seeds,apple skins'.split(
    ',',
  ),
  pet: 'a dog,a cat,a rabbit,a hamster,a parrot,a goldfish,a guinea pig'.split(','),
  action:
    'swim after lunch,run at night,drive in snow,work overtime,travel alone,fast for a day,sleep on the floor'.split(
      ',',
    ),
  product: 'a laptop,a phone,a washing machine,a tent,a bicycle,a camera,headphones'.split(','),
  topic: 'photosynthesis,inflation,gravity,recursion,electricity,democracy,evolution'.split(','),
  city: 'Paris,Tokyo,Cairo,Lima,Oslo,Rome,Delhi,Boston'.split(','),
  person: 'Anna,Marco,Priya,Chen,Laura,David,Fatima,Ivan'.split(','),
  animal: 'lion,zebra,wolf,rabbit,hawk,mouse,shark,seal'.split(','),
  format: 'a table,a list,a file,an image,a page'.split(','),
  sentence: 'good morning,where is the station,I am hungry,see you tomorrow,the bill please'.split(
    ',',
  ),
}

export const buildTemplates: readonly PairTemplate[] = [
  { kind: 'negation', a: 'is it safe to eat {food}?', b: 'is it not safe to eat {food}?' },
  { kind: 'negation', a: 'why should I {action}?', b: "why shouldn't I {action}?" },
  { kind: 'negation', a: 'what can {pet} eat with salt?', b: 'what can {pet} eat without salt?' },
  {
    kind: 'antonym',
    a: 'how do I {x} the volume of {product}?',
    swaps: ['increase|decrease', 'raise|lower', 'boost|reduce'],
  },
  {
    kind: 'antonym',
    a: 'what are the {x} of owning {pet}?',
    swaps: ['advantages|disadvantages', 'benefits|drawbacks', 'joys|sorrows'],
  },
  {
    kind: 'antonym',
    a: 'how can I {x} notifications on {product}?',
    swaps: ['enable|disable', 'mute|unmute', 'show|hide'],
  },
  {
    kind: 'number',
    a: 'how many people fit in {x} cars in {city}?',
    swaps: ['3|4', '12|21', '100|1000', 'five|six', 'two|twelve'],
  },
  {
    kind: 'number',
    a: 'what is {x} percent of my salary in {city}?',
    swaps: ['5|50', '15|50', '2.5|25', '7|70'],
  },
  {
    kind: 'number',
    a: 'who won the {x} race in {city}?',
    swaps: ['1st|2nd', 'third|fourth', '10th|11th', 'first|fifth'],
  },
  {
    kind: 'unit',
    a: 'how far is 40 {x} from {city}?',
    swaps: ['km|miles', 'meters|yards', 'feet|inches'],
  },
  {
    kind: 'unit',
    a: 'how much does 3 {x} of {food} cost?',
    swaps: ['kg|lb', 'grams|ounces', 'kg|g'],
  },
  {
    kind: 'unit',
    a: 'what is the boiling point of water in {x} in {city}?',
    swaps: ['Celsius|Fahrenheit', 'Kelvin|Celsius'],
  },
  {
    kind: 'entity',
    a: 'who is the mayor of {x}?',
    swaps: ['Paris|Lyon', 'Austin|Boston', 'Vienna|Geneva', 'Lima|Lyma', 'Kiev|Kyoto'],
  },
  {
    kind: 'entity',
    a: 'how do I install {x} on {product}?',
    swaps: ['MySQL|MariaDB', 'Chrome|Firefox', 'React|Angular', 'Redis|Kafka'],
  },
  {
    kind: 'entity',
    a: 'when was {x} born in {city}?',
    swaps: ['Mozart|Beethoven', 'Darwin|Newton', 'Marta|Maria', 'Jansen|Jensen'],
  },
  {
    kind: 'date',
    a: 'what is the weather in {city} on {x}?',
    swaps: ['Monday|Sunday', 'Tuesday|Thursday', 'Friday|Saturday'],
  },
  {
    kind: 'date',
    a: 'what happened in {city} in {x}?',
    swaps: ['1989|1998', 'March|May', 'June|July', '2019|2020'],
  },
  {
    kind: 'date',
    a: 'which museums in {city} open {x}?',
    swaps: [
      'today|tomorrow',
      'this week|next week',
      'last year|this year',
      'in the morning|in the evening',
    ],
  },
  {
    kind: 'comparative',
    a: 'is {city} {x} than Madrid?',
    swaps: ['bigger|smaller', 'older|younger', 'more expensive|less expensive', 'warmer|colder'],
  },
  { kind: 'comparative', a: 'should I stretch {x} I {action}?', swaps: ['before|after'] },
  {
    kind: 'comparative',
    a: 'which {product} brand lasts {x}?',
    swaps: ['longest|shortest', 'longer|shorter'],
  },
  {
    kind: 'direction',
    a: 'how long is the flight from {x} to {y}?',
    swaps: ['Paris|Rome', 'Tokyo|Osaka', 'Lima|Quito', 'Cairo|Athens'],
  },
  {
    kind: 'direction',
    a: 'how do I convert {x} to {y} for {format}?',
    swaps: ['json|xml', 'png|jpg', 'csv|excel', 'pdf|word'],
  },
  {
    kind: 'direction',
    a: 'how do I {x} the server on {product}?',
    swaps: ['upload to|download from', 'copy to|copy from', 'push to|pull from'],
  },
  {
    kind: 'role',
    a: 'does {person} owe {person2} money?',
    b: 'does {person2} owe {person} money?',
  },
  {
    kind: 'role',
    a: 'can a {animal} outrun a {animal2}?',
    b: 'can a {animal2} outrun a {animal}?',
  },
  {
    kind: 'role',
    a: 'did {person} teach {person2} to cook?',
    b: 'did {person2} teach {person} to cook?',
  },
  {
    kind: 'language',
    a: 'how do you say {sentence} in {x}?',
    swaps: ['French|Spanish', 'German|Dutch', 'Polish|Czech', 'Hindi|Urdu'],
  },
  {
    kind: 'language',
    a: 'translate {sentence} into {x}',
    swaps: ['Japanese|Korean', 'Latin|Greek', 'Thai|Lao'],
  },
  {
    kind: 'language',
    a: 'explain {topic} in {x}',
    swaps: ['English|Italian', 'Russian|Ukrainian', 'Arabic|Hebrew'],
  },
]
