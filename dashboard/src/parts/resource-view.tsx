/**
 * A loaded thing in its three states: lines that stand for it while it comes, the thing, the error.
 *
 * When a reload fails, the old value stays below the error: nothing that was on the screen is taken away.
 */

import type { ComponentChildren, VNode } from 'preact'
import type { Resource } from '../state/use-resource.ts'
import { ErrorBox } from './error-box.tsx'

export interface ResourceViewProps<Value> {
  readonly resource: Resource<Value>
  /** What is loading, for screen readers: `memories`. */
  readonly what: string
  readonly lineCount?: number
  readonly children: (value: Value) => ComponentChildren
}

export function LoadingLines({
  what,
  count,
}: {
  readonly what: string
  readonly count: number
}): VNode {
  return (
    <div class="loading-lines" role="status">
      <span class="visually-hidden">Loading {what}</span>
      {Array.from({ length: count }, (_, index) => (
        <span key={index} class="loading-line" />
      ))}
    </div>
  )
}

export function ResourceView<Value>(props: ResourceViewProps<Value>): VNode {
  const { resource, what, lineCount = 4, children } = props
  const { value, error, isLoading, reload } = resource
  return (
    <>
      {error !== null && <ErrorBox error={error} onRetry={reload} />}
      {value !== null && children(value)}
      {value === null && error === null && isLoading && (
        <LoadingLines what={what} count={lineCount} />
      )}
    </>
  )
}
