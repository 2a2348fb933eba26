/**
 * The seam between a chat route and whoever answers: a request in OpenAI's words goes out, an answer in the same words comes back.
 *
 * Two implementations: an endpoint over HTTP (`openai-upstream.ts`), and the models that run in this process
 * (`gateway/local/local-upstream.ts`). What stands before it (memory, cache, metrics) knows no difference.
 */

export interface UpstreamRequest {
  readonly headers: Headers
  readonly body: string
  /** Fires when the caller no longer wants the answer. */
  readonly signal: AbortSignal
  /** Whose request it is, as far as this process knows: nothing cached is shared between tenants. Not told to an endpoint. */
  readonly tenant?: string
  /** As the caller sent them; what this process understands of them is not told to an endpoint. */
  readonly callerHeaders?: Headers
}

export type UpstreamAnswer =
  | {
      readonly kind: 'whole'
      readonly status: number
      readonly headers: Headers
      readonly bytes: Uint8Array
    }
  | {
      readonly kind: 'stream'
      readonly status: number
      readonly headers: Headers
      /** Whole frames; throws a typed error or the signal's reason. */
      readonly frames: AsyncGenerator<Uint8Array, void>
    }

export interface ChatUpstream {
  /** Where it is, for a person. */
  readonly url: string
  /** Whether a key of ours takes the place of the caller's. */
  readonly hasKey: boolean
  chat(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** Its models as it describes them; null when it cannot say. */
  models(headers: Headers, signal: AbortSignal): Promise<readonly object[] | null>
  /** What else makes answers to equal requests differ (another file under the same name); empty when nothing is known. */
  identityOf(model: string): string
  /** Tokens that prompt and answer of a model may have together; null when not known. */
  contextTokensMax(model: string): number | null
  /** Whether this body leaves room for an answer; true where that is not known. Throws what `chat` would refuse it with. */
  fits(body: string, signal: AbortSignal): Promise<boolean>
}
