/** Weights for each conversation, fitted on all the others, and the fit on all of them together. */

import { createOpenScopeIndex } from '../../memory/open-scope-index.ts'
import type { FusionWeights } from '../../policy/recall/fuse.ts'
import { type FittedWeights, fitGroupsOf, fitNamedWeights } from './fit-groups.ts'
import type { LocomoConversation } from './load-locomo.ts'

export interface LeaveOneOut {
  readonly all: FittedWeights
  /** Questions that taught something. */
  readonly groupCount: number
  readonly weightsOf: (id: string) => FusionWeights
}

export function leaveOneOut(conversations: readonly LocomoConversation[]): LeaveOneOut {
  const open = createOpenScopeIndex()
  const groups = conversations.flatMap((conversation) => fitGroupsOf(open, conversation))
  const all = fitNamedWeights(groups)
  const byId = new Map(
    conversations.map(({ id }) => {
      const others = groups.filter((group) => group.conversation !== id)
      return [id, fitNamedWeights(others, all.fit.weights.slice()).weights]
    }),
  )
  return { all, groupCount: groups.length, weightsOf: (id) => byId.get(id) ?? all.weights }
}
