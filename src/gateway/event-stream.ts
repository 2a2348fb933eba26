/**
 * /events: what happens in this process, told live over server-sent events.
 *
 * Every listener has a bounded buffer and is dropped when it is full: a slow reader never slows the writer nor grows memory. A listener
 * with a bound key hears of its own scopes and of its own requests only. Events carry no memory text.
 */

import { LociError } from '../errors.ts'
import { startInterval } from '../host/timers.ts'
import type { Memory, MemoryEvent } from '../memory/memory.ts'
import { scopeCovers } from '../store/scope.ts'
import { type Caller, isAdministrator } from './access.ts'
import { EVENT_FRAMES_MAX, EVENT_HEARTBEAT_MS } from './limits.ts'

export interface RequestEvent {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly latencyMs: number
  readonly atMs: number
}

interface Listener {
  readonly caller: Caller
  readonly controller: ReadableStreamDefaultController<Uint8Array>
}

export interface EventStreamOptions {
  readonly memory: Pick<Memory, 'listen'>
  readonly clientsMax: number
  readonly onDropped: () => void
}

const encoder = new TextEncoder()

function frame(event: string, data: unknown): Uint8Array {
  return encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

const heartbeat = encoder.encode(': still here\n\n')

function mayHear(caller: Caller, event: MemoryEvent): boolean {
  return isAdministrator(caller) || caller.scopes.some((one) => scopeCovers(one, event.scope))
}

export class EventStream {
  readonly #options: EventStreamOptions
  readonly #listeners = new Set<Listener>()
  #stopHeartbeat: (() => void) | undefined
  #stopListening: (() => void) | undefined
  #isClosed = false

  constructor(options: EventStreamOptions) {
    this.#options = options
  }

  get clientCount(): number {
    return this.#listeners.size
  }

  /** A stream of frames that begins with `hello`. Throws TOO_BUSY. */
  open(caller: Caller, hello: object): ReadableStream<Uint8Array> {
    if (this.#isClosed) throw new LociError('SHUTTING_DOWN', 'the gateway is closing')
    const { clientsMax } = this.#options
    if (this.#listeners.size >= clientsMax) {
      throw new LociError('TOO_BUSY', `${clientsMax} listeners are connected already`)
    }
    let listener: Listener | undefined
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          listener = { caller, controller }
          controller.enqueue(frame('hello', hello))
          this.#add(listener)
        },
        cancel: () => {
          if (listener !== undefined) this.#remove(listener)
        },
      },
      new CountQueuingStrategy({ highWaterMark: EVENT_FRAMES_MAX }),
    )
  }

  /** Tells of an answered request: administrators, and the key that made it. */
  tellRequest(caller: Caller | null, event: RequestEvent): void {
    if (this.#listeners.size === 0) return
    const bytes = frame('request', event)
    for (const listener of this.#listeners) {
      const isOwn = caller !== null && listener.caller.keyId === caller.keyId
      if (isAdministrator(listener.caller) || isOwn) this.#send(listener, bytes)
    }
  }

  close(): void {
    this.#isClosed = true
    for (const listener of [...this.#listeners]) {
      this.#remove(listener)
      listener.controller.close()
    }
  }

  #add(listener: Listener): void {
    this.#listeners.add(listener)
    if (this.#listeners.size > 1) return
    this.#stopListening = this.#options.memory.listen((event) => this.#tellMemory(event))
    this.#stopHeartbeat = startInterval(EVENT_HEARTBEAT_MS, () => {
      for (const one of [...this.#listeners]) this.#send(one, heartbeat)
    })
  }

  #remove(listener: Listener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return
    this.#stopListening?.()
    this.#stopHeartbeat?.()
  }

  #tellMemory(event: MemoryEvent): void {
    const bytes = frame('memory', event)
    for (const listener of [...this.#listeners]) {
      if (mayHear(listener.caller, event)) this.#send(listener, bytes)
    }
  }

  #send(listener: Listener, bytes: Uint8Array): void {
    const { controller } = listener
    if ((controller.desiredSize ?? 0) > 0) {
      controller.enqueue(bytes)
      return
    }
    this.#remove(listener)
    this.#options.onDropped()
    controller.error(new LociError('TOO_BUSY', 'this listener reads too slowly'))
  }
}
