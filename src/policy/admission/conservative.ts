/**
 * Policy: conservative (admission)
 *
 * A request starts when everything that runs, and it, could reach their limits of tokens together: nothing is ever preempted.
 *
 * Paper: the other baseline of Past-Future (2507.10150): memory reserved for the longest answer. Deviation: none; a prefix that
 * several share is counted for each of them.
 * Loses to aggressive when answers end long before their limit: most of the cache stays empty while requests wait.
 */

import type { AdmissionPolicy } from './admission-policy.ts'

export const conservative: AdmissionPolicy = {
  name: 'conservative',
  open({ capacityTokens, pinnedTokens, running }) {
    let room = capacityTokens - pinnedTokens
    for (let row = 0; row < running.count; row += 1) {
      room -= running.promptTokenCount[row]! + running.outputTokensMax[row]!
    }
    return {
      admit({ promptTokenCount, outputTokensMax }) {
        const need = promptTokenCount + outputTokensMax
        if (need > room) return false
        room -= need
        return true
      },
    }
  },
}
