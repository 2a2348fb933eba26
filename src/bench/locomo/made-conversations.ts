/** LoCoMo-shaped conversations that the project makes itself, so that the bench runs where the real data is absent. */

import { createPrng } from '../../stdx/prng.ts'
import type {
  LocomoConversation,
  LocomoObservation,
  LocomoQuestion,
  LocomoSession,
} from './load-locomo.ts'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2024, 0, 8, 10)
const pairs = [
  ['Ines', 'Tomas'],
  ['Bela', 'Ruth'],
  ['Karim', 'Lotte'],
] as const
const things = 'kayak loom telescope accordion beehive sourdough trellis canoe easel drone'.split(
  ' ',
)
const places = 'Lisbon Bergen Ghent Tartu Cadiz Graz Cork Trieste Uppsala Bilbao'.split(' ')
const chatter = 'How was the week?|It rained here again.|Tell me more!|That sounds lovely.'.split(
  '|',
)

function conversationOf(pair: number, sessionCount: number): LocomoConversation {
  const prng = createPrng(pair + 1)
  const names = pairs[pair % pairs.length]!
  const questions: LocomoQuestion[] = []
  const observations: LocomoObservation[] = []
  const sessions = Array.from({ length: sessionCount }, (_, number): LocomoSession => {
    const thing = things[(number + pair * 3) % things.length]!
    const place = places[(number * 3 + pair) % places.length]!
    const owner = names[number % 2]!
    const said = [
      prng.pick(chatter),
      `I bought a ${thing} yesterday and carried it home.`,
      prng.pick(chatter),
      `Next month we travel to ${place} by train.`,
    ]
    const turns = said.map((text, index) => ({
      dialogId: `D${number + 1}:${index + 1}`,
      speaker: index % 2 === 1 ? owner : names[(number + 1) % 2]!,
      text,
      caption: null,
    }))
    questions.push(
      {
        question: `When did ${owner} buy a ${thing}?`,
        category: 2,
        evidence: [`D${number + 1}:2`],
      },
      { question: `Who travels to ${place}?`, category: 4, evidence: [`D${number + 1}:4`] },
    )
    observations.push(
      { speaker: owner, text: `${owner} bought a ${thing}.`, evidence: [`D${number + 1}:2`] },
      { speaker: owner, text: `${owner} travels to ${place}.`, evidence: [`D${number + 1}:4`] },
    )
    return { name: `session_${number + 1}`, atMs: START_MS + number * 9 * DAY_MS, turns }
  })
  return { id: `made-${pair + 1}`, sessions, questions, observations, skippedCount: 0 }
}

export function makeConversations(count: number, sessionCount: number): LocomoConversation[] {
  return Array.from({ length: count }, (_, pair) => conversationOf(pair, sessionCount))
}
