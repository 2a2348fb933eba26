/**
 * Texts as ids and back, and a conversation as the prompt that it becomes: llama-server's forms, for clients that count and cache.
 *
 * As there, special tokens written in a text are read as such unless `parse_special` is false, and none is added unless asked.
 */

import { z } from 'zod'
import { invalidInput } from '../../memory/check-input.ts'
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { type Route, route } from '../route.ts'
import { localChatRequest, localChatSchema } from './chat-request.ts'
import { engineErrors } from './engine-errors.ts'
import { charactersOf, checkPromptLength, TOKENIZE_CHARACTERS_MAX } from './prompt-length.ts'

const tokenizeSchema = z.strictObject({
  content: z.string().max(TOKENIZE_CHARACTERS_MAX),
  add_special: z.boolean().default(false),
  parse_special: z.boolean().default(true),
  with_pieces: z.boolean().default(false),
  /** Which of several models; default: the one that chats. */
  model: z.string().optional(),
})

const detokenizeSchema = z.strictObject({
  tokens: z.array(z.int().min(0)),
  model: z.string().optional(),
})

const templateSchema = localChatSchema.extend({ model: z.string().optional() })

const token = z.union([
  z.int(),
  z.strictObject({ id: z.int(), piece: z.union([z.string(), z.array(z.int())]) }),
])

/** Its text; bytes where they are no text by themselves. */
function pieceOf(tokenizer: Tokenizer, id: number): string | number[] {
  const bytes = tokenizer.decodeBytes([id])
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Half a character: llama-server gives its bytes, and so do we.
    return Array.from(bytes)
  }
}

export function tokenRoutes({ models }: GatewayParts): readonly Route[] {
  const tokenize = route({
    method: 'POST',
    path: '/tokenize',
    summary: 'The ids that a model of this process makes of a text.',
    dialect: 'openai',
    errors: engineErrors,
    body: tokenizeSchema,
    answer: z.strictObject({ tokens: z.array(token) }),
    handle: async ({ body, signal }) => {
      const { tokenizer } = await models.loadedOf(body.model ?? null, signal)
      const { content, add_special: addSpecial, parse_special: parseSpecial } = body
      const ids = [...tokenizer.encode(content, { addSpecial, parseSpecial })]
      if (!body.with_pieces) return { tokens: ids }
      return { tokens: ids.map((id) => ({ id, piece: pieceOf(tokenizer, id) })) }
    },
  })
  const detokenize = route({
    method: 'POST',
    path: '/detokenize',
    summary: 'The text of ids.',
    dialect: 'openai',
    errors: engineErrors,
    body: detokenizeSchema,
    answer: z.strictObject({ content: z.string() }),
    handle: async ({ body, signal }) => {
      const { tokenizer } = await models.loadedOf(body.model ?? null, signal)
      const beyond = body.tokens.find((id) => id >= tokenizer.vocabularySize)
      if (beyond !== undefined) {
        throw invalidInput('tokens', `hold ${beyond}; ids go up to ${tokenizer.vocabularySize - 1}`)
      }
      return { content: tokenizer.decode(body.tokens) }
    },
  })
  const applyTemplate = route({
    method: 'POST',
    path: '/apply-template',
    summary: 'The prompt that a conversation becomes under the template of the model.',
    dialect: 'openai',
    errors: engineErrors,
    body: templateSchema,
    answer: z.strictObject({
      prompt: z.string(),
      token_count: z.int(),
      notes: z.array(z.string()),
    }),
    handle: async ({ body, signal }) => {
      const chat = await models.chatOf(body.model ?? null, signal)
      const facts = { signal, tenant: '' }
      const request = localChatRequest({ ...body, model: chat.name }, facts)
      checkPromptLength(charactersOf(request), chat.contextTokensMax)
      const rendered = chat.render(request)
      return {
        prompt: rendered.text,
        token_count: rendered.tokens.length,
        notes: [...rendered.notes],
      }
    },
  })
  return [tokenize, detokenize, applyTemplate]
}
