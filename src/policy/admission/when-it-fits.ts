/**
 * Policy: when-it-fits (admission)
 *
 * A request starts as soon as its prompt fits into what is free; nothing is kept back for those that run.
 *
 * Paper: the rule of vLLM's second scheduler (V1), which dropped the watermark of the first. Deviation: none.
 * Loses to every policy that looks ahead when the cache is full: what was just let in is preempted first.
 */

import type { AdmissionPolicy } from './admission-policy.ts'

export const whenItFits: AdmissionPolicy = {
  name: 'when-it-fits',
  // Room for the prompt is checked by the cache itself.
  open: () => ({ admit: () => true }),
}
