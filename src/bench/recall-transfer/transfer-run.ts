/**
 * The run of `recall-transfer`: every question asked of every method.
 *
 * One pass opens each conversation, asks the rivals and takes the fit groups; then the weights are fitted, and the conversations are
 * asked again through search itself with weights that have not seen them. Fitted corpora teach; the others are only asked.
 */

import {
  type CorpusConversation,
  conversationKey,
  type RecallCorpus,
} from '../corpora/recall-corpus.ts'
import type { CorpusMeaning } from '../recall-fit/corpus-meaning.ts'
import { questionCount } from '../recall-fit/fit-corpora.ts'
import { type FitGroup, rowsMaxFor } from '../recall-fit/fit-group.ts'
import {
  corpusOpener,
  firstLookWeights,
  fitGroupOf,
  groupShape,
  type Weighing,
} from '../recall-fit/open-corpus.ts'
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
  readonly meaning: CorpusMeaning
  readonly embed: EmbedText
  readonly log: (line: string) => void
}

/** Rivals' answers and fit groups of all corpora. */
export function firstPass(
  corpora: readonly RecallCorpus[],
  { fittedCorpora, meaning, embed, log }: FirstPassOptions,
): FirstPass {
  const fitted = corpora.filter(({ name }) => fittedCorpora.has(name))
  const total = fitted.reduce((sum, one) => sum + questionCount(one), 0)
  const shape = groupShape(meaning.tier, rowsMaxFor(total))
  const open = corpusOpener(meaning, { weights: firstLookWeights })
  const asked: Asked[] = []
  const groups: FitGroup[] = []
  for (const corpus of corpora) {
    log(`recall-transfer: ${corpus.name}, ${questionCount(corpus)} questions`)
    for (const conversation of corpus.conversations) {
      const { index, queryOf } = open(conversation)
      const bm25 = openStemmedBm25(conversation.rows)
      const vectors = new VectorRival(conversation.rows, embed)
      const answers = conversation.questions.map((question) => {
        const answer = unanswered(corpus, conversation, question)
        const { question: text } = question
        const query = queryOf(text)
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

export interface Asking {
  readonly method: string
  readonly meaning: CorpusMeaning
  /** What weighs a conversation; nothing for the shipped weights. */
  readonly weighingOf: (conversation: string) => Weighing
}

/** Asks again through search. */
export function askFusion(asked: readonly Asked[], { method, meaning, weighingOf }: Asking): void {
  const openers = new Map<unknown, ReturnType<typeof corpusOpener>>()
  for (const { corpus, conversation, answers } of asked) {
    const weighing = weighingOf(conversationKey(corpus, conversation))
    const open = openers.get(weighing.weights) ?? corpusOpener(meaning, weighing)
    openers.set(weighing.weights, open)
    const { index, queryOf } = open(conversation)
    for (const answer of answers) {
      answer.ranked[method] = index
        .search({ ...queryOf(answer.question), topK: cutoffOf(corpus.name) })
        .map(({ id }) => id)
    }
  }
}
