/**
 * One thing loaded from the gateway, and loaded again when its key changes or memory did.
 *
 * While it loads again, the old value stays on the screen; when loading fails, the old value stays beside the error. An answer
 * that was overtaken is dropped (the request is aborted).
 */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from '../api/api-error.ts'
import { useCell } from './cell.ts'
import { changeCountCell } from './live.ts'

export interface Resource<Value> {
  /** Null until the first answer for this key. */
  readonly value: Value | null
  readonly error: ApiError | null
  readonly isLoading: boolean
  readonly reload: () => void
}

interface Loaded<Value> {
  readonly key: string | null
  readonly value: Value | null
  readonly error: ApiError | null
  readonly isLoading: boolean
}

/** `key` null: nothing to load. The same key means the same question; `load` is read when it runs. */
export function useResource<Value>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<Value>,
): Resource<Value> {
  const changeCount = useCell(changeCountCell)
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<Loaded<Value>>({
    key: null,
    value: null,
    error: null,
    isLoading: key !== null,
  })
  const loader = useRef(load)
  loader.current = load
  // changeCount and attempt are reasons to load again.
  useEffect(() => {
    if (key === null) return
    const stop = new AbortController()
    setState((old) => ({ ...old, value: old.key === key ? old.value : null, key, isLoading: true }))
    loader
      .current(stop.signal)
      .then((value) => ({ key, value, error: null, isLoading: false }))
      .then(
        (loaded) => {
          if (!stop.signal.aborted) setState(loaded)
        },
        (cause: unknown) => {
          if (stop.signal.aborted) return
          setState((old) => ({ ...old, error: ApiError.from(cause), isLoading: false }))
        },
      )
    return () => stop.abort()
  }, [key, changeCount, attempt])
  const reload = useCallback(() => setAttempt((count) => count + 1), [])
  const isCurrent = state.key === key
  return {
    value: isCurrent ? state.value : null,
    error: isCurrent ? state.error : null,
    isLoading: key !== null && (!isCurrent || state.isLoading),
    reload,
  }
}
