/**
 * Fits the score calibration of a tier: which best hits belong to questions that the scope can answer.
 *
 * Answerable: all evidence lies in the scope. Not answerable: none does, or the question is another conversation's with its people
 * renamed. Scopes are whole conversations and windows of 1, 3 and 8 sessions, so that the score means the same in a small memory as in
 * a large one; sizes and both answers weigh equally. Fused values come from weights fitted without the conversation. Adversarial questions
 * take no part: they measure.
 */

import type { CorpusConversation, RecallCorpus } from '../src/bench/corpora/recall-corpus.ts'
import { conversationKey } from '../src/bench/corpora/recall-corpus.ts'
import { minimise } from '../src/bench/lbfgs.ts'
import type { CorpusMeaning } from '../src/bench/recall-fit/corpus-meaning.ts'
import { corpusOpener, type Weighing } from '../src/bench/recall-fit/open-corpus.ts'
import type { ScoreCalibration } from '../src/policy/recall/calibration.ts'

const WINDOW_SESSIONS = [1, 3, 8] as const
const L2 = 1e-4
/** One in so many foreign questions is asked of a window, and all of a whole conversation. */
const FOREIGN_STRIDE = 40
const FOREIGN = 'foreign'

interface Example {
  readonly isAnswerable: boolean
  /** Sessions of the scope; 0 for all. */
  readonly sessionCount: number
  /** 1, fused, coverage, log rows. */
  readonly facts: readonly number[]
}

function peopleOf({ rows }: CorpusConversation): string[] {
  return [...new Set(rows.flatMap(({ speaker }) => speaker ?? []))]
}

/** Questions of other conversations, asked about the people of this one. */
function foreignQuestions(
  conversation: CorpusConversation,
  others: readonly CorpusConversation[],
): string[] {
  const people = peopleOf(conversation)
  return others
    .filter((other) => other !== conversation)
    .flatMap((other) => {
      const strangers = peopleOf(other)
      return other.questions
        .filter(({ isFitted }) => isFitted)
        .map(({ question }) =>
          strangers
            // In two steps, because a stranger may bear the name of somebody here.
            .reduce((text, name, at) => text.replaceAll(name, `<${at}>`), question)
            .replace(/<(\d+)>/g, (_, at) => people[Number(at) % people.length]!),
        )
    })
}

/** The corpus with the questions that none of its conversations can answer; they teach no weights. */
export function withForeignQuestions(corpus: RecallCorpus): RecallCorpus {
  const conversations = corpus.conversations.map((conversation) => ({
    ...conversation,
    questions: [
      ...conversation.questions,
      ...foreignQuestions(conversation, corpus.conversations).map((question) => ({
        question,
        evidence: [],
        category: FOREIGN,
        isFitted: false,
      })),
    ],
  }))
  return { ...corpus, conversations }
}

interface Part {
  readonly conversation: CorpusConversation
  readonly from: number
  readonly sessionCount: number
}

/** A conversation and windows of its sessions. */
function partsOf(conversation: CorpusConversation): Part[] {
  const sessions = [...new Set(conversation.rows.map(({ session }) => session))]
  const parts: Part[] = [{ conversation, from: 0, sessionCount: 0 }]
  for (const sessionCount of WINDOW_SESSIONS) {
    const stride = Math.max(3, sessionCount)
    for (let from = 0; from + sessionCount <= sessions.length; from += stride) {
      const kept = new Set(sessions.slice(from, from + sessionCount))
      const rows = conversation.rows.filter(({ session }) => kept.has(session))
      parts.push({ conversation: { ...conversation, rows }, from, sessionCount })
    }
  }
  return parts
}

function examplesOf(
  whole: CorpusConversation,
  meaning: CorpusMeaning,
  weighing: Weighing,
): Example[] {
  return partsOf(whole).flatMap(({ conversation, from, sessionCount }) => {
    const vectors = meaning.encoded?.get(whole)
    const encoded = vectors === undefined ? undefined : new Map([[conversation, vectors]])
    const { index, queryOf } = corpusOpener({ ...meaning, encoded }, weighing)(conversation)
    const known = new Set<string>(conversation.rows.map((row) => row.id))
    const found: Example[] = []
    const add = (text: string, isAnswerable: boolean): void => {
      const best = index.best(queryOf(text))
      if (best === undefined) return
      const { fused, standing } = best
      const facts = [1, fused, standing.coverage, Math.log(Math.max(1, standing.rowCount))]
      found.push({ isAnswerable, sessionCount, facts })
    }
    let foreignCount = 0
    for (const { question, isFitted, category, evidence } of conversation.questions) {
      const here = evidence.filter((id) => known.has(id)).length
      if (isFitted && (here === 0 || here === evidence.length)) add(question, here > 0)
      if (category !== FOREIGN) continue
      const isAsked = foreignCount % FOREIGN_STRIDE === from % FOREIGN_STRIDE
      if (sessionCount === 0 || isAsked) add(question, false)
      foreignCount += 1
    }
    return found
  })
}

/** `corpus` with foreign questions; `weighingOf` gives the weights fitted without a conversation. */
export function fitCalibration(
  corpus: RecallCorpus,
  meaning: CorpusMeaning,
  weighingOf: (conversation: string) => Weighing,
): ScoreCalibration {
  const examples = corpus.conversations.flatMap((conversation) =>
    examplesOf(conversation, meaning, weighingOf(conversationKey(corpus, conversation))),
  )
  const keyOf = (one: Example): string => `${one.sessionCount}:${one.isAnswerable}`
  const groups = Map.groupBy(examples, keyOf)
  const { point } = minimise((at, gradient) => {
    gradient.fill(0)
    let loss = 0
    for (const one of examples) {
      const share = 1 / (groups.size * groups.get(keyOf(one))!.length)
      const logit = one.facts.reduce((sum, fact, index) => sum + fact * at[index]!, 0)
      const chance = 1 / (1 + Math.exp(-logit))
      loss -= share * Math.log(Math.max(1e-12, one.isAnswerable ? chance : 1 - chance))
      one.facts.forEach((fact, index) => {
        gradient[index]! += share * (chance - Number(one.isAnswerable)) * fact
      })
    }
    at.forEach((value, index) => {
      gradient[index]! += 2 * L2 * value
      loss += L2 * value * value
    })
    return loss
  }, new Float64Array(4))
  const [intercept, fused, coverage, logRows] = point
  return { intercept: intercept!, fused: fused!, coverage: coverage!, logRows: logRows! }
}
