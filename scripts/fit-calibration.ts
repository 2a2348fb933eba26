/**
 * Fits the score calibration: which best hits belong to questions that the scope can answer.
 *
 * Answerable: all evidence lies in the scope. Not answerable: none does, or the question is another conversation's with its people
 * renamed. Scopes are whole conversations and windows of 1, 3 and 8 sessions, so that the score means the same in a small memory as in
 * a large one; sizes and both answers weigh equally. Fused values come from weights fitted without the conversation. Adversarial questions
 * (category 5) take no part: they measure.
 */

import { minimise } from '../src/bench/lbfgs.ts'
import type { LocomoConversation } from '../src/bench/locomo/load-locomo.ts'
import { askedAtMs, rowsOf } from '../src/bench/locomo/locomo-rows.ts'
import { createOpenScopeIndex } from '../src/memory/open-scope-index.ts'
import type { ScoreCalibration } from '../src/policy/recall/calibration.ts'
import type { FusionWeights } from '../src/policy/recall/fuse.ts'

const WINDOW_SESSIONS = [1, 3, 8] as const
const L2 = 1e-4
/** One in so many foreign questions is asked of a window, and all of a whole conversation. */
const FOREIGN_STRIDE = 40

interface Example {
  readonly conversation: string
  readonly isAnswerable: boolean
  /** Sessions of the scope; 0 for all. */
  readonly sessionCount: number
  /** 1, fused, coverage, log rows. */
  readonly facts: readonly number[]
}

function peopleOf({ sessions }: LocomoConversation): string[] {
  return [...new Set(sessions.flatMap(({ turns }) => turns.map((turn) => turn.speaker)))]
}

/** Questions of other conversations, asked about the people of this one. */
export function foreignQuestions(
  conversation: LocomoConversation,
  others: readonly LocomoConversation[],
): string[] {
  const people = peopleOf(conversation)
  return others
    .filter((other) => other !== conversation)
    .flatMap((other) => {
      const strangers = peopleOf(other)
      return other.questions
        .filter(({ category }) => category !== 5)
        .map(({ question }) =>
          strangers
            // In two steps, because a stranger may bear the name of somebody here.
            .reduce((text, name, at) => text.replaceAll(name, `<${at}>`), question)
            .replace(/<(\d+)>/g, (_, at) => people[Number(at) % people.length]!),
        )
    })
}

/** Scopes of a conversation: itself, and windows of its sessions. */
function scopesOf({ sessions }: LocomoConversation): { from: number; sessionCount: number }[] {
  const scopes = [{ from: 0, sessionCount: 0 }]
  for (const sessionCount of WINDOW_SESSIONS) {
    const stride = Math.max(3, sessionCount)
    for (let from = 0; from + sessionCount <= sessions.length; from += stride) {
      scopes.push({ from, sessionCount })
    }
  }
  return scopes
}

function examplesOf(
  conversation: LocomoConversation,
  foreign: readonly string[],
  weights: FusionWeights,
): Example[] {
  const open = createOpenScopeIndex({ weights })
  return scopesOf(conversation).flatMap(({ from, sessionCount }) => {
    const isWhole = sessionCount === 0
    const sessions = isWhole
      ? conversation.sessions
      : conversation.sessions.slice(from, from + sessionCount)
    const part = { ...conversation, sessions }
    const rows = rowsOf(part)
    const known = new Set<string>(rows.map((row) => row.id))
    const index = open(rows)
    const nowMs = askedAtMs(part)
    const found: Example[] = []
    const add = (text: string, isAnswerable: boolean): void => {
      const best = index.best({ text, nowMs })
      if (best === undefined) return
      const { fused, standing } = best
      const facts = [1, fused, standing.coverage, Math.log(Math.max(1, standing.rowCount))]
      found.push({ conversation: conversation.id, isAnswerable, sessionCount, facts })
    }
    for (const { question, category, evidence } of conversation.questions) {
      const here = evidence.filter((id) => known.has(id)).length
      if (category !== 5 && (here === 0 || here === evidence.length)) add(question, here > 0)
    }
    foreign.forEach((question, at) => {
      if (isWhole || at % FOREIGN_STRIDE === from % FOREIGN_STRIDE) add(question, false)
    })
    return found
  })
}

/** `weightsOf` gives the weights fitted without a conversation. */
export function fitCalibration(
  conversations: readonly LocomoConversation[],
  weightsOf: (id: string) => FusionWeights,
): ScoreCalibration {
  const examples = conversations.flatMap((conversation) =>
    examplesOf(
      conversation,
      foreignQuestions(conversation, conversations),
      weightsOf(conversation.id),
    ),
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
