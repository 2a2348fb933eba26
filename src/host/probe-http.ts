/**
 * Whether an HTTP address answers: one GET, the status, nothing of the body. For `loci doctor`.
 *
 * Never throws: no answer is an answer here. What is to be talked to for its content goes through `provider/`.
 */

export interface HttpProbe {
  /** Null when there was no answer. */
  readonly status: number | null
  /** Why there was none; empty otherwise. */
  readonly reason: string
}

export async function probeHttp(
  url: string,
  options: { readonly timeoutMs: number; readonly bearer?: string | undefined },
): Promise<HttpProbe> {
  const { timeoutMs, bearer } = options
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
    })
    await answer.body?.cancel()
    return { status: answer.status, reason: '' }
  } catch (error) {
    // fetch says "fetch failed"; the cause says why.
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return { status: null, reason: cause instanceof Error ? cause.message : String(cause) }
  }
}
