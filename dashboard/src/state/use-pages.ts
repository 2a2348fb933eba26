/**
 * A list that grows page by page, and stays as long as it is when memory changes.
 *
 * A change reloads what is on the screen in one request (bounded by the API's page limit); the cursor goes on from there. A page
 * that fails leaves the pages before it where they are.
 */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from '../api/api-error.ts'
import { lociApi } from '../api/loci-api.ts'
import type { Cube, ListInput } from '../api-types.ts'
import { useCell } from './cell.ts'
import { changeCountCell } from './live.ts'

const PAGE_CUBES = 100
/** The API's own limit. */
const RELOAD_CUBES_MAX = 1_000

export interface Pages {
  readonly cubes: readonly Cube[]
  readonly totalCount: number | null
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly error: ApiError | null
  readonly loadMore: () => void
  readonly reload: () => void
}

interface Loaded {
  readonly key: string | null
  readonly cubes: readonly Cube[]
  readonly totalCount: number | null
  readonly nextCursor: string | null
  readonly isLoading: boolean
  readonly error: ApiError | null
}

const nothing: Loaded = {
  key: null,
  cubes: [],
  totalCount: null,
  nextCursor: null,
  isLoading: false,
  error: null,
}

/** `input` null: nothing to list. */
export function usePages(input: ListInput | null): Pages {
  const key = input === null ? null : JSON.stringify(input)
  const changeCount = useCell(changeCountCell)
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<Loaded>(nothing)
  const latest = useRef({ state, input })
  latest.current = { state, input }
  const running = useRef<AbortController | null>(null)

  const run = useCallback(async (limit: number, after: Loaded | null): Promise<void> => {
    running.current?.abort()
    const stop = new AbortController()
    running.current = stop
    const asked = latest.current.input
    if (asked === null) return
    const cursor = after?.nextCursor ?? asked.cursor
    const before = after?.cubes ?? []
    try {
      const page = await lociApi.list(
        { ...asked, limit, ...(cursor === undefined ? {} : { cursor }) },
        stop.signal,
      )
      if (stop.signal.aborted) return
      setState({
        key: JSON.stringify(asked),
        cubes: [...before, ...page.cubes],
        totalCount: page.totalCount,
        nextCursor: page.nextCursor,
        isLoading: false,
        error: null,
      })
    } catch (cause) {
      if (stop.signal.aborted) return
      setState((old) => ({ ...old, isLoading: false, error: ApiError.from(cause) }))
    }
  }, [])

  // changeCount and attempt are reasons to load again.
  useEffect(() => {
    if (key === null) {
      setState(nothing)
      return
    }
    const old = latest.current.state
    const isSame = old.key === key
    const shown = isSame ? old.cubes.length : 0
    setState(isSame ? { ...old, isLoading: true } : { ...nothing, key, isLoading: true })
    void run(Math.min(RELOAD_CUBES_MAX, Math.max(PAGE_CUBES, shown)), null)
    return () => running.current?.abort()
  }, [key, changeCount, attempt, run])

  const loadMore = useCallback((): void => {
    const { state: now } = latest.current
    if (now.isLoading || now.nextCursor === null) return
    setState({ ...now, isLoading: true })
    void run(PAGE_CUBES, now)
  }, [run])
  const reload = useCallback(() => setAttempt((count) => count + 1), [])

  const isCurrent = state.key === key
  return {
    cubes: isCurrent ? state.cubes : [],
    totalCount: isCurrent ? state.totalCount : null,
    hasMore: isCurrent && state.nextCursor !== null,
    isLoading: key !== null && (!isCurrent || state.isLoading),
    error: isCurrent ? state.error : null,
    loadMore,
    reload,
  }
}
