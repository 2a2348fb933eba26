/**
 * A value that components follow: read it, set it, be drawn again when it changes.
 *
 * All that several places of the page share is a cell, made once in the file that owns it. Equal values tell nobody.
 */

import { useEffect, useState } from 'preact/hooks'

export interface Cell<Value> {
  get(): Value
  set(value: Value): void
  /** Returns the way to stop. */
  follow(listener: () => void): () => void
}

export function createCell<Value>(first: Value): Cell<Value> {
  let current = first
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return
      current = value
      for (const listener of [...listeners]) listener()
    },
    follow: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

export function useCell<Value>(cell: Cell<Value>): Value {
  const [value, setValue] = useState<Value>(() => cell.get())
  useEffect(() => {
    const read = (): void => setValue(() => cell.get())
    // It may have changed between drawing and following.
    read()
    return cell.follow(read)
  }, [cell])
  return value
}
