/**
 * POST /v1/embeddings: texts in, vectors out, from the gateway's own embedder; nothing leaves this machine for it.
 *
 * Refused rather than guessed: token ids (they are another model's), another number of dimensions, texts beyond what the embedder
 * looks at, and texts in which it sees no meaning (a vector of zeros would be near nothing and NaN to everything).
 */

import { z } from 'zod'
import { LociError } from '../../errors.ts'
import { invalidInput } from '../../memory/check-input.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import type { Embedder, Embedding } from '../../model/embedder.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { EMBEDDING_TEXTS_MAX } from '../limits.ts'
import { type Route, route } from '../route.ts'

const embeddingsSchema = z.strictObject({
  model: z.string(),
  /** Token ids are read so that the refusal can say what is wrong with them. */
  input: z.union([
    z.string(),
    z.array(z.string()),
    z.array(z.number()),
    z.array(z.array(z.number())),
  ]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.number().optional(),
  user: z.string().optional(),
})

const embeddingsAnswer = z.strictObject({
  object: z.literal('list'),
  model: z.string(),
  data: z.array(
    z.strictObject({
      object: z.literal('embedding'),
      index: z.number(),
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage: z.strictObject({ prompt_tokens: z.number(), total_tokens: z.number() }),
})

/** The shipped table has a name of its own; any other embedder goes by its model's. */
export function embeddingModelName({ fingerprint }: Embedder): string {
  const { model, revision, dimensions } = fingerprint
  const isShipped = model.endsWith('all-MiniLM-L6-v2') && revision.startsWith('static-')
  return isShipped ? `loci-static-minilm-${dimensions}` : model
}

export function embeddingModel(embedder: Embedder): object {
  return { id: embeddingModelName(embedder), object: 'model', created: 0, owned_by: 'loci' }
}

export function embeddingsRoute({ options, models }: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/v1/embeddings',
    summary: 'OpenAI embeddings, computed here.',
    dialect: 'openai',
    errors: ['NOT_FOUND', 'EMBEDDER_UNAVAILABLE', 'EMBEDDER_TIMEOUT', 'EMBEDDER_INVALID_ANSWER'],
    body: embeddingsSchema,
    answer: embeddingsAnswer,
    handle: async ({ body, signal }) => {
      const embedder = models.has(body.model, 'encoder')
        ? await models.embedderOf(body.model, signal)
        : embedderFor(options.embedder, body.model, models.namesOf('encoder'))
      checkDimensions(embedder, body.dimensions)
      const texts = textsOf(body.input)
      checkTexts(embedder, texts)
      const rows = await embedder.embed(texts, { signal })
      const isBase64 = body.encoding_format === 'base64'
      const tokenCount = texts.reduce((sum, text) => sum + estimateTokens(text), 0)
      return {
        object: 'list',
        model: body.model,
        data: withMeaning(rows).map((row, index) => ({
          object: 'embedding',
          index,
          embedding: isBase64 ? base64Of(row) : Array.from(row),
        })),
        usage: { prompt_tokens: tokenCount, total_tokens: tokenCount },
      }
    },
  })
}

function embedderFor(
  embedder: Embedder | null | undefined,
  model: string,
  local: readonly string[],
): Embedder {
  const isNone = embedder === undefined || embedder === null
  if (isNone && local.length === 0) {
    throw new LociError('EMBEDDER_UNAVAILABLE', 'this gateway has no embedder')
  }
  const names = [...(isNone ? [] : [embeddingModelName(embedder)]), ...local]
  if (!isNone && model === names[0]) return embedder
  throw new LociError('NOT_FOUND', `there is no embedding model ${JSON.stringify(model)}`, {
    hint: `This gateway computes ${names.join(', ')}.`,
    details: { field: 'model' },
  })
}

function textsOf(input: z.output<typeof embeddingsSchema>['input']): readonly string[] {
  if (typeof input === 'string') return [input]
  const texts = input.filter((one) => typeof one === 'string')
  if (texts.length === input.length) return texts
  throw invalidInput('input', 'holds token ids, which are those of another model; send the texts')
}

function checkDimensions({ fingerprint }: Embedder, asked: number | undefined): void {
  const { dimensions } = fingerprint
  if (asked === undefined || asked === dimensions) return
  throw invalidInput('dimensions', `is ${asked}; this model has ${dimensions} and no other`)
}

function checkTexts({ capabilities }: Embedder, texts: readonly string[]): void {
  if (texts.length === 0) throw invalidInput('input', 'is an empty list')
  if (texts.length > EMBEDDING_TEXTS_MAX) {
    throw tooLarge('input', `${texts.length} texts; the limit is ${EMBEDDING_TEXTS_MAX}`)
  }
  const { textCharactersMax } = capabilities
  const long = texts.findIndex((text) => text.length > textCharactersMax)
  if (long === -1) return
  const has = `${texts[long]!.length} characters; the model reads ${textCharactersMax}`
  throw tooLarge(`input[${long}]`, has)
}

function tooLarge(field: string, has: string): LociError {
  return new LociError('INPUT_TOO_LARGE', `${field} has ${has}`, { details: { field } })
}

function withMeaning(rows: readonly Embedding[]): Float32Array[] {
  const empty = rows.flatMap((row, index) => (row === null ? [index] : []))
  if (empty.length > 0) {
    throw invalidInput(
      `input[${empty[0]}]`,
      `holds nothing that the model knows (texts ${empty.join(', ')}); leave them out`,
    )
  }
  return rows.map((row) => row!)
}

/** Little-endian float32. */
function base64Of(row: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * row.length))
  for (const [index, value] of row.entries()) bytes.setFloat32(4 * index, value, true)
  let text = ''
  for (const byte of new Uint8Array(bytes.buffer)) text += String.fromCharCode(byte)
  return btoa(text)
}
