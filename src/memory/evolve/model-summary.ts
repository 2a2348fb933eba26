/**
 * A summary of related memories in a model's words.
 *
 * The memories go in as quoted data, redacted as their scope asks; what comes back is text and nothing else, so it can change no other
 * memory. A model that fails or says nothing usable gives null: then the most central sentences stand in, and the summary's derivation
 * names no model.
 */

import { z } from 'zod'
import { askJson } from '../../model/ask-json.ts'
import type { Model } from '../../model/model.ts'
import type { Scope } from '../../store/scope.ts'
import { quotedDataRule, quoteMemories } from '../form/quoted-data.ts'
import { redactingModel } from '../govern/personal-data/redacting-model.ts'
import type { ScopeSettings } from '../scope-settings.ts'
import { SUMMARY_CHARACTERS_MAX } from './central-sentences.ts'
import type { Summarise } from './summaries.ts'

const answer = z.object({ summary: z.string().min(1) })

export function modelSummary(
  model: Model,
  settings: { get(scope: Scope): Promise<ScopeSettings> },
): Summarise {
  return async (members, signal) => {
    const { redact, instructions } = await settings.get(members[0]!.scope)
    const system = [
      'You sum up memories that speak of the same thing.',
      quotedDataRule,
      `Say in at most ${SUMMARY_CHARACTERS_MAX} characters what they say together. Keep names, numbers and dates. Add nothing that none of them says. Where they disagree, say so with the dates.`,
      ...(instructions === null ? [] : [`Instructions of this scope: ${instructions}`]),
      'Answer with JSON: {"summary": "..."}',
    ].join('\n')
    const asked = await askJson({
      model: redactingModel(model, redact),
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: quoteMemories(members).text },
      ],
      schema: answer,
      name: 'summary',
      signal,
    })
    if (asked.outcome !== 'answered') return null
    const text = asked.value.summary.slice(0, SUMMARY_CHARACTERS_MAX * 2).toWellFormed()
    return { text, model: model.name }
  }
}
