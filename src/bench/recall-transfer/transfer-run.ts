/**
 * The run of `recall-transfer`: every question asked of every method.
 *
 * One pass opens each conversation, asks the rivals and takes the fit groups; then the weights are fitted, and the conversations are
 * asked again through search itself with weights that have not seen them. Fitted corpora teach; the others are only asked.
 */

import type { FusionWeights } from '../../policy/recall/channel.ts'
import {
  type CorpusConversation,
  conversationKey,
  type RecallCorpus,
} from '../corpora/recall-corpus.ts'
import { type FitGroup, rowsMaxFor } from '../recall-fit/fit-group.ts'
import { fitGroupOf, groupShape, openWith } from '../recall-fit/open-corpus.ts'
import { type Answered, cutoffOf, unanswered } from './answered.ts'
import { type EmbedText, openStemmedBm25, rankFused, VectorRival } from './rivals.ts'

export interface Asked {
  readonly corpus: RecallCorpus
  readonly conversation: CorpusConversation
  /** In the order of the conversation's questions. */
  readonly answers: readonly Answered[]
}

export interface FirstPass {
  readonly asked: readonly Asked[]
  readonly groups: readonly FitGroup[]
}

export interface FirstPassOptions {
  readonly fittedCorpora: ReadonlySet<string>
  readonly embed: EmbedText
  readonly log: (line: string) => void
}

/** Rivals' answers and fit groups of all corpora. */
export function firstPass(
  corpora: readonly RecallCorpus[],
  { fittedCorpora, embed, log }: FirstPassOptions,
): FirstPass {
  const fitted = corpora.filter(({ name }) => fittedCorpora.has(name))
  const shape = groupShape(rowsMaxFor(fitted.reduce((sum, one) => sum + questionCount(one), 0)))
  const open = openWith()
  const asked: Asked[] = []
  const groups: FitGroup[] = []
  for (const corpus of corpora) {
    log(`recall-transfer: ${corpus.name}, ${questionCount(corpus)} questions`)
    for (const conversation of corpus.conversations) {
      const index = open(conversation.rows)
      const bm25 = openStemmedBm25(conversation.rows)
      const vectors = new VectorRival(conversation.rows, embed)
      const answers = conversation.questions.map((question) => {
        const answer = unanswered(corpus, conversation, question)
        const { question: text } = question
        const query = { text, nowMs: conversation.askedAtMs }
        const topK = cutoffOf(corpus.name)
        const features = index.features(query)
        const group = fittedCorpora.has(corpus.name)
          ? fitGroupOf(shape, features, { corpus, conversation, question })
          : null
        if (group !== null) groups.push(group)
        answer.ranked.rrf = rankFused(features, topK)
        answer.ranked['bm25-stem'] = bm25.search({ ...query, topK }).map(({ id }) => id)
        answer.ranked.vectors = vectors.rank(text, topK)
        return answer
      })
      asked.push({ corpus, conversation, answers })
    }
  }
  return { asked, groups }
}

/** Asks again through search; `weightsOf` a conversation, undefined for the shipped ones. */
export function askFusion(
  asked: readonly Asked[],
  method: string,
  weightsOf: (conversation: string) => FusionWeights | undefined,
): void {
  for (const { corpus, conversation, answers } of asked) {
    const open = openWith(weightsOf(conversationKey(corpus, conversation)))
    const index = open(conversation.rows)
    for (const answer of answers) {
      const query = { text: answer.question, nowMs: conversation.askedAtMs }
      answer.ranked[method] = index
        .search({ ...query, topK: cutoffOf(corpus.name) })
        .map(({ id }) => id)
    }
  }
}

function questionCount({ conversations }: RecallCorpus): number {
  return conversations.reduce((sum, { questions }) => sum + questions.length, 0)
}
