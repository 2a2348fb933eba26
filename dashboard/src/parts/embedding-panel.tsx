/** By what recall understands, and how far an encoder's vectors are; looked at again while they are on their way. */

import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { EmbeddingStatus } from '../api-types.ts'
import { embeddingRemarks, understandsBy, vectorProgress } from '../logic/embedding-facts.ts'
import { useResource } from '../state/use-resource.ts'
import { ResourceView } from './resource-view.tsx'

const LOOK_AGAIN_MS = 2_000

function Progress({ status }: { readonly status: EmbeddingStatus }): VNode | null {
  const progress = vectorProgress(status)
  if (progress === null) return null
  const { name, done, total, text } = progress
  const what = `Vectors of ${name}`
  return (
    <div class="vector-progress">
      <p>
        <span>{what}</span> <span class="faint">{text}</span>
      </p>
      <progress aria-label={what} value={done} max={Math.max(1, total)} />
      {status.making !== null && <p class="faint">It serves once they are complete.</p>}
    </div>
  )
}

export function EmbeddingPanel(): VNode {
  const resource = useResource('embedding', lociApi.embedding)
  const { value, reload } = resource
  const isUnderWay = value !== null && vectorProgress(value) !== null
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isUnderWay, reload])
  return (
    <section class="card" aria-label="Understanding">
      <h2>Understanding</h2>
      <ResourceView resource={resource} what="the embedder" lineCount={1}>
        {(status) => (
          <>
            <dl class="facts">
              <div>
                <dt>Recall goes by</dt>
                <dd class="break">{understandsBy(status)}</dd>
              </div>
            </dl>
            <Progress status={status} />
            {embeddingRemarks(status).map((remark) => (
              <p key={remark} class="remark">
                {remark}
              </p>
            ))}
          </>
        )}
      </ResourceView>
    </section>
  )
}
