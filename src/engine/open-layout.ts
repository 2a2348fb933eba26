/** The layout of the cache that an engine's settings name. */

import type { KvLayout } from '../kv/kv-layout.ts'
import { PagedLayout } from '../kv/paged-layout.ts'
import { SlotsLayout } from '../kv/slots-layout.ts'
import type { EvictionPolicy } from '../policy/eviction/eviction-policy.ts'
import type { EngineSettings } from './engine-settings.ts'

export function openLayout(settings: EngineSettings, eviction: EvictionPolicy): KvLayout {
  const { layout, contextLength, recomputeMsPerToken, recomputeMsPerTokenPosition } = settings
  return layout.kind === 'slots'
    ? new SlotsLayout({ ...layout, contextLength })
    : new PagedLayout(
        { ...layout, contextLength, recomputeMsPerToken, recomputeMsPerTokenPosition },
        eviction,
      )
}
