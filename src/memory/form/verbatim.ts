/**
 * The pipeline that forms nothing: a scope's memories are its raw turns, word for word.
 *
 * It is the default. Nothing is lost by it and nothing can go wrong in it, and whoever chooses another later can form the same turns then.
 */

import type { FormationOutcome, FormationPipeline } from './formation.ts'

export const verbatim: FormationPipeline = {
  name: 'verbatim',
  needsModel: false,
  about: 'Raw turns alone: nothing is formed.',
  async form(): Promise<FormationOutcome> {
    return { operations: [], failures: [] }
  },
}
