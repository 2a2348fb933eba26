/**
 * Concurrent equal calls become one call, whose result all of them get.
 *
 * A failure reaches everybody who waited and is forgotten at once: the next call tries again. A waiter that gives up leaves alone; the
 * call itself is aborted only when nobody waits any longer. Bounded: past `flightsMax` calls run unshared.
 */

export interface Flight<T> {
  readonly value: T
  /** True for those that joined a call which somebody else had begun. */
  readonly isShared: boolean
}

export interface SingleFlight<T> {
  readonly flightCount: number
  run(
    key: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<Flight<T>>
}

interface Running<T> {
  readonly result: Promise<T>
  readonly abort: AbortController
  waiterCount: number
}

export function createSingleFlight<T>(flightsMax: number): SingleFlight<T> {
  const running = new Map<string, Running<T>>()

  const begin = (key: string, call: (signal: AbortSignal) => Promise<T>): Running<T> => {
    const abort = new AbortController()
    const flight: Running<T> = {
      result: Promise.resolve().then(() => call(abort.signal)),
      abort,
      waiterCount: 0,
    }
    if (running.size < flightsMax) running.set(key, flight)
    const land = (): void => {
      if (running.get(key) === flight) running.delete(key)
    }
    // Both ways out are handled here; those who wait see the rejection through their own promise.
    flight.result.then(land, land)
    return flight
  }

  const wait = async (
    key: string,
    flight: Running<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> => {
    flight.waiterCount += 1
    let isDone = false
    const leave = (): void => {
      if (isDone) return
      isDone = true
      flight.waiterCount -= 1
      if (flight.waiterCount > 0) return
      if (running.get(key) === flight) running.delete(key)
      flight.abort.abort(signal?.reason)
    }
    try {
      return signal === undefined ? await flight.result : await raced(flight.result, signal, leave)
    } finally {
      isDone = true
    }
  }

  return {
    get flightCount() {
      return running.size
    },
    async run(key, call, signal) {
      signal?.throwIfAborted()
      const joined = running.get(key)
      const flight = joined ?? begin(key, call)
      return { value: await wait(key, flight, signal), isShared: joined !== undefined }
    },
  }
}

function raced<T>(result: Promise<T>, signal: AbortSignal, leave: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      leave()
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
