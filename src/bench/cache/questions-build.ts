/** Plain questions and stock phrases that the normaliser was built on. */

import { buildSlots } from './opposites-build.ts'
import type { PhraseLists } from './reword.ts'
import type { Slots } from './template.ts'

export const buildQuestionSlots: Slots = buildSlots

export const buildQuestions: readonly string[] = [
  'what is the capital of {city}?',
  'how do I reset the password on {product}?',
  'why is {topic} important for students?',
  'is it safe to eat {food} every morning?',
  'who is the author of the book about {topic}?',
  'how long does it take to train {pet}?',
  'where is the best place to buy {product} in {city}?',
  'what are the main causes of {topic}?',
  'when is the museum in {city} open on Sunday?',
  'how can I tell {person} about {topic} without getting bored?',
  'should I clean {product} with water?',
  'why do people not like {food}?',
]

export const buildPhrases: PhraseLists = {
  politeBefore: [
    'Please, ',
    'Could you please tell me ',
    'Hi, ',
    'Hello there, ',
    'Excuse me, ',
    'Would you mind telling me ',
  ],
  politeAfter: [', please', 'Thanks!', 'Thank you in advance.', 'I would appreciate your help.'],
  stock: [
    'I was wondering, ',
    'Quick question: ',
    "I'd like to know ",
    'Do you know ',
    'By the way, ',
    'Can anyone explain ',
  ],
}
