/**
 * The frames of an answer on their way to the caller who asked first, while the cache listens along.
 *
 * The producer goes on at the upstream's pace for whoever waits for the whole answer; the reader takes frames at his own. Bounded: past
 * LIVE_BYTES_MAX unread bytes the producer waits for the reader, until he reads, leaves, or the call is stopped. A reader who has left
 * holds nobody up.
 */

/** Frames that may lie unread. */
const LIVE_BYTES_MAX = 4_194_304

export class LiveFrames {
  #frames: Uint8Array[] = []
  #unreadBytes = 0
  #isEnded = false
  #failure: { readonly error: unknown } | null = null
  #isDetached = false
  #wakeReader: (() => void) | null = null
  #wakeProducer: (() => void) | null = null

  /** Settles when there is room for more. */
  async push(frame: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#isDetached) return
    this.#frames.push(frame)
    this.#unreadBytes += frame.length
    this.#wakeReader?.()
    if (this.#unreadBytes > LIVE_BYTES_MAX && !signal.aborted) await this.#room(signal)
  }

  end(): void {
    this.#isEnded = true
    this.#wakeReader?.()
  }

  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wakeReader?.()
  }

  /** The reader has left, or was told to: `reason` is what he still hears. */
  detach(reason: unknown): void {
    this.#isDetached = true
    this.#frames = []
    this.fail(reason)
    this.#wakeProducer?.()
  }

  /** Every frame in order, then the end or the failure. For one reader. */
  async *read(): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const frame = this.#frames.shift()
        if (frame !== undefined) {
          this.#unreadBytes -= frame.length
          if (this.#unreadBytes <= LIVE_BYTES_MAX) this.#wakeProducer?.()
          yield frame
        } else if (this.#failure !== null) throw this.#failure.error
        else if (this.#isEnded) return
        else await this.#more()
      }
    } finally {
      this.detach(null)
    }
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wakeReader = resolve
    })
    this.#wakeReader = null
  }

  async #room(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = (): void => resolve()
    this.#wakeProducer = wake
    signal.addEventListener('abort', wake, { once: true })
    await promise
    signal.removeEventListener('abort', wake)
    this.#wakeProducer = null
  }
}
