/**
 * A model of the AI SDK with memory: what `wrapLanguageModel` does with the middleware, without the SDK.
 *
 * `generateText({model: withLoci(openai('gpt-5-mini'), {memory, scope})})`. The model stays what it is in name, provider and version of its
 * specification (v2 and v3 stream alike what is looked at here); a model by its name alone is for the SDK to find.
 */

import { LociError } from '../errors.ts'
import { createLociMiddleware, type LociMiddlewareOptions } from './ai-sdk-middleware.ts'

/** What of a model is used. */
export interface AiSdkModel {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
  readonly supportedUrls: unknown
  doGenerate(options: never): PromiseLike<unknown>
  doStream(options: never): PromiseLike<unknown>
}

type Middleware = ReturnType<typeof createLociMiddleware>
type CallParams = Parameters<Middleware['transformParams']>[0]['params']
type Generated = Awaited<ReturnType<Parameters<Middleware['wrapGenerate']>[0]['doGenerate']>>
type Streamed = Awaited<ReturnType<Parameters<Middleware['wrapStream']>[0]['doStream']>>

/** The same model with memory. Throws INPUT_INVALID for what is no model. */
export function withLoci<M extends AiSdkModel>(model: M, options: LociMiddlewareOptions): M {
  if (typeof model !== 'object' || typeof model.doGenerate !== 'function') {
    throw new LociError('INPUT_INVALID', 'withLoci was given no model', {
      hint: 'Give what a provider makes: withLoci(openai("gpt-5-mini"), {memory, scope}).',
    })
  }
  const middleware = createLociMiddleware(options)
  const asked = model as unknown as {
    doGenerate(params: CallParams): PromiseLike<Generated>
    doStream(params: CallParams): PromiseLike<Streamed>
  }
  const wrapped = {
    specificationVersion: model.specificationVersion,
    provider: model.provider,
    modelId: model.modelId,
    get supportedUrls(): unknown {
      return model.supportedUrls
    },
    async doGenerate(given: CallParams): Promise<Generated> {
      const params = await middleware.transformParams({ params: given })
      return middleware.wrapGenerate({ doGenerate: () => asked.doGenerate(params), params })
    },
    async doStream(given: CallParams): Promise<Streamed> {
      const params = await middleware.transformParams({ params: given })
      return middleware.wrapStream({ doStream: () => asked.doStream(params), params })
    },
  }
  return wrapped as unknown as M
}
