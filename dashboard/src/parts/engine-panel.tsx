/** The models that run in the gateway's process, and how busy each is; nothing where there are none. */

import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { EngineLoad, EngineStatus } from '../engine-types.ts'
import { engineWords, heldBlockCount, loadWords } from '../logic/engine-words.ts'
import { useResource } from '../state/use-resource.ts'

const LOOK_AGAIN_MS = 2_000

function Load({ name, load }: { readonly name: string; readonly load: EngineLoad }): VNode {
  const held = heldBlockCount(load)
  return (
    <div class="vector-progress">
      <p>
        <span>{loadWords(load)}</span>{' '}
        <span class="faint">
          KV cache: {held} of {load.blockCount} blocks held, {load.cachedBlockCount} kept
        </span>
      </p>
      <progress
        aria-label={`KV cache of ${name}`}
        value={held}
        max={Math.max(1, load.blockCount)}
      />
    </div>
  )
}

function Engine({ engine }: { readonly engine: EngineStatus }): VNode {
  const { name, kernels, load } = engine
  return (
    <>
      <dl class="facts">
        <div>
          <dt class="break">{name}</dt>
          <dd class="break">
            {engineWords(engine)}
            {kernels !== null && <span class="faint"> · {kernels}</span>}
          </dd>
        </div>
      </dl>
      {load !== null && <Load name={name} load={load} />}
    </>
  )
}

export function EnginePanel(): VNode | null {
  const { value: engines, reload } = useResource('engine', lociApi.engines)
  const isThere = engines !== null && engines.length > 0
  useEffect(() => {
    if (!isThere) return
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isThere, reload])
  if (!isThere) return null
  return (
    <section class="card" aria-label="Models">
      <h2>Models</h2>
      {engines.map((engine) => (
        <Engine key={engine.name} engine={engine} />
      ))}
    </section>
  )
}
