/**
 * Three small corpora that the project makes itself, in the shapes of the real ones, so that the bench runs where the data is absent.
 *
 * Two people who write short turns; a user with an assistant whose answers are long; and scopes of a dozen dated steps. Figures on
 * them say that everything runs, nothing about the real sets. Deterministic.
 */

import type { IndexRow } from '../../memory/scope-index.ts'
import type { CubeId } from '../../store/cube.ts'
import { locomoCorpus } from '../corpora/locomo-corpus.ts'
import { trajectoryIn } from '../corpora/membench-corpus.ts'
import type { CorpusConversation, CorpusQuestion, RecallCorpus } from '../corpora/recall-corpus.ts'
import { makeConversations } from '../locomo/made-conversations.ts'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2024, 2, 15)
const nothingSkipped = { questions: 0, evidence: 0, files: 0 }
const parts = 'login dashboard export invoice calendar search backup report'.split(' ')
const tools = 'Flask Redis Postgres Grafana Celery Nginx Sqlite Vite'.split(' ')
const feelings = ['was frightened', 'laughed out loud', 'felt let down', 'was proud'] as const

const advice = (part: string): string =>
  [
    `Here is a plan for the ${part}. Start with a small version that works end to end.`,
    'Write the tests first, keep the pieces apart, and measure before you tune anything.',
    'Then add validation, handle the errors that users really meet, and document the choices.',
  ].join(' ')

function chatOf(number: number, batchCount: number): CorpusConversation {
  const rows: IndexRow[] = []
  const questions: CorpusQuestion[] = []
  const say = (role: string, text: string, batch: number): string => {
    const id = `${role}/${rows.length}` as CubeId
    const saidAtMs = START_MS + batch * 20 * DAY_MS
    const session = `batch-${batch + 1}`
    const row = { id, text, caption: null, role, speaker: null, session, saidAtMs, kind: 'turn' }
    rows.push({ ...row, createdSeq: rows.length + 1 })
    return id
  }
  for (let batch = 0; batch < batchCount; batch += 1) {
    const part = parts[(batch + number * 3) % parts.length]!
    const tool = tools[(batch * 3 + number) % tools.length]!
    const days = 3 + ((batch * 5 + number) % 9)
    const chosen = say('user', `I want to build the ${part} with ${tool}. Where do I start?`, batch)
    say('assistant', advice(part), batch)
    const planned = say('user', `I gave the ${part} ${days} days in my plan.`, batch)
    say('assistant', `That is enough. ${advice(part)}`, batch)
    questions.push(
      {
        question: `Which tool did I choose for the ${part}?`,
        category: 'information_extraction',
        evidence: [chosen],
        isFitted: true,
      },
      {
        question: `How many days did I plan for the ${part}?`,
        category: 'temporal_reasoning',
        evidence: [planned],
        isFitted: true,
      },
    )
  }
  const askedAtMs = START_MS + (batchCount * 20 + 1) * DAY_MS
  return { id: `made/${number + 1}`, rows, askedAtMs, questions }
}

/** A feeling every third step; the question asks about the time at which one begins. */
function trajectoryOf(number: number): CorpusConversation[] {
  const at = (step: number): string => `'2024-10-01 08:${String(step).padStart(2, '0')}' Tuesday`
  const steps = Array.from({ length: 9 }, (_, mid) => {
    const feeling = feelings[(Math.floor(mid / 3) + number) % feelings.length]!
    const user = `Step ${mid} of the day: I ${feeling}.`
    return { mid, user, assistant: 'Tell me more about it.', time: at(mid) }
  })
  const first = 3 * (number % 3)
  const asked = {
    question: `What is the most likely user sentiment around ${at(first)}`,
    target_step_id: [first, first + 1, first + 2].map((mid) => [mid, 0]),
    time: at(30),
  }
  const found = trajectoryIn({ message_list: [steps], QA: asked }, `made#${number}`)
  return found?.conversation == null ? [] : [found.conversation]
}

export function makeCorpora(isQuick: boolean): RecallCorpus[] {
  const size = isQuick ? 4 : 8
  const several = Array.from({ length: size - 1 }, (_, number) => number)
  const made = { sha256: null, skipped: nothingSkipped }
  return [
    locomoCorpus(makeConversations(3, size), null),
    { ...made, name: 'beam', conversations: several.map((number) => chatOf(number, size)) },
    { ...made, name: 'membench', conversations: several.flatMap(trajectoryOf) },
  ]
}
