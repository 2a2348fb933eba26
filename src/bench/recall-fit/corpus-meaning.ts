/**
 * What a bench lets recall know of meaning: nothing, the static table, or an encoder's vectors beside it.
 *
 * An encoder reads every turn, every window and every question once, before anything is timed; `seconds` says how long that took.
 */

import type { Host } from '../../host/host.ts'
import { openKernels } from '../../kernels/open-kernels.ts'
import type { Meanings } from '../../memory/columns/scope-rows.ts'
import { turnText, windowText } from '../../memory/embed/embed-text.ts'
import { openMeanings } from '../../memory/open-meanings.ts'
import type { IndexRow, QuestionVectors, RowVectors } from '../../memory/scope-index.ts'
import type { TokenStateEmbedder } from '../../model/embedder.ts'
import type { TierName } from '../../policy/recall/weights.ts'
import { openOnnxEmbedder } from '../../provider/onnx-embedder.ts'
import type { CorpusConversation } from '../corpora/recall-corpus.ts'
import { quantileOf } from '../quantile.ts'

/** Questions that are encoded again, one by one, for their time. */
const TIMED_QUESTIONS = 50

export interface EncodedConversation {
  readonly rows: ReadonlyMap<string, RowVectors>
  readonly questions: ReadonlyMap<string, QuestionVectors>
}

export interface CorpusMeaning {
  readonly tier: TierName
  readonly meanings: Meanings | null
  /** Undefined without an encoder. */
  readonly encoded: ReadonlyMap<CorpusConversation, EncodedConversation> | undefined
  readonly encodeSeconds: number
  /** Median time of one question by itself. */
  readonly questionMs: number
}

export const nothingMeant: CorpusMeaning = {
  tier: 'words',
  meanings: null,
  encoded: undefined,
  encodeSeconds: 0,
  questionMs: 0,
}

/** Throws what opening the table throws: a bench without it would measure something else. */
export async function staticMeaning(host: Pick<Host, 'disk'>): Promise<CorpusMeaning> {
  const opened = await openMeanings(host.disk, await openKernels({ disk: host.disk }))
  if (opened.meanings === null) throw opened.reason
  return { ...nothingMeant, tier: 'static', meanings: opened.meanings }
}

/** Throws EMBEDDER_NOT_INSTALLED without onnxruntime. */
export async function encoderMeaning(
  host: Pick<Host, 'disk' | 'clock'>,
  modelPath: string,
  conversations: readonly CorpusConversation[],
  log: (line: string) => void,
): Promise<CorpusMeaning> {
  const opened = await openMeanings(host.disk, await openKernels({ disk: host.disk }))
  if (opened.meanings === null) throw opened.reason
  const { wordPiece } = opened.embedder
  await using encoder = await openOnnxEmbedder({
    disk: host.disk,
    modelPath,
    wordPiece,
    // As the runtime opens it: alone in its run, a text has one vector.
    textsPerRunMax: 1,
  })
  const startedMs = host.clock.monotonicMs()
  const encoded = new Map<CorpusConversation, EncodedConversation>()
  for (const conversation of conversations) {
    log(`encoding ${conversation.id}: ${conversation.rows.length} turns and their windows`)
    encoded.set(conversation, await encode(encoder, conversation))
  }
  const encodeSeconds = (host.clock.monotonicMs() - startedMs) / 1000
  const questionMs = await timeQuestions(host, encoder, conversations)
  return { tier: 'encoder', meanings: opened.meanings, encoded, encodeSeconds, questionMs }
}

async function timeQuestions(
  { clock }: Pick<Host, 'clock'>,
  encoder: TokenStateEmbedder,
  conversations: readonly CorpusConversation[],
): Promise<number> {
  const texts = conversations.flatMap(({ questions }) => questions).slice(0, TIMED_QUESTIONS)
  const times: number[] = []
  for (const { question } of texts) {
    const startedMs = clock.monotonicMs()
    await encoder.embedTokens([question])
    times.push(clock.monotonicMs() - startedMs)
  }
  return quantileOf(times, 0.5)
}

/** Rows come in order; a neighbour is of the same session. */
function windowTexts(rows: readonly IndexRow[]): string[] {
  return rows.map((row, at) => {
    const beside = (other: IndexRow | undefined): IndexRow | null =>
      other?.session === row.session ? other : null
    return windowText(beside(rows[at - 1]), row, beside(rows[at + 1]))
  })
}

async function encode(
  encoder: TokenStateEmbedder,
  { rows, questions }: CorpusConversation,
): Promise<EncodedConversation> {
  const turns = await encoder.embedTokens(rows.map(turnText))
  const windows = await encoder.embed(windowTexts(rows))
  const texts = [...new Set(questions.map(({ question }) => question))]
  const asked = await encoder.embedTokens(texts)
  return {
    rows: new Map(
      rows.map(({ id }, at) => {
        const { embedding, tokens } = turns[at]!
        return [id, { turn: embedding, window: windows[at] ?? null, tokens }]
      }),
    ),
    questions: new Map(
      texts.map((text, at) => {
        const { embedding, tokens } = asked[at]!
        return [text, { whole: embedding, tokens }]
      }),
    ),
  }
}
