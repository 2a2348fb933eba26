/**
 * A model that answers an extraction with what was published: of the turns that the prompt shows, the observations that rest on them.
 *
 * It knows turns by who said what and when, as the prompt quotes them, and answers in the form of `mem0-v3`, naming for each memory the labels of its turns.
 * An observation is given with the window that holds the last of its turns; turns of earlier windows cannot be cited any more, and are counted.
 */

import { quotedMoment } from '../../memory/form/quoted-data.ts'
import type { Model, ModelRequest } from '../../model/model.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import type { LocomoConversation, LocomoObservation } from '../locomo/load-locomo.ts'

export interface ObservingModel extends Model {
  readonly observed: {
    /** Observations that were given. */
    readonly given: number
    /** Citations that no label could be found for. */
    readonly uncited: number
  }
}

interface ShownTurn {
  readonly id: string
  readonly said: string
  readonly by?: string
  readonly text: string
}

function shownTurns({ messages }: ModelRequest): ShownTurn[] {
  const said = messages.map(({ content }) => content).join('\n')
  // The task speaks of the tags, too: the block is the one that stands alone on a line.
  const block = /^<turns>\n([\s\S]*?)\n<\/turns>$/m.exec(said)?.[1] ?? ''
  return block
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as ShownTurn)
}

const keyOf = (said: string, by: string, text: string): string => `${said}\n${by}\n${text}`

/** Dialog ids by what the prompt shows of a turn; the same words said twice are told apart by their order. */
function idsByTurn({ sessions }: LocomoConversation): Map<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const { atMs, turns } of sessions) {
    for (const { dialogId, speaker, text } of turns) {
      const key = keyOf(quotedMoment(atMs), speaker, text)
      ids.set(key, [...(ids.get(key) ?? []), dialogId])
    }
  }
  return ids
}

export function observingModel(conversation: LocomoConversation): ObservingModel {
  const ids = idsByTurn(conversation)
  const left = new Set<LocomoObservation>(conversation.observations)
  const order = new Map(
    conversation.sessions
      .flatMap(({ turns }) => turns)
      .map(({ dialogId }, index) => [dialogId, index]),
  )
  const lastOf = ({ evidence }: LocomoObservation): string =>
    evidence.reduce((last, id) => ((order.get(id) ?? 0) > (order.get(last) ?? 0) ? id : last))
  const observed = { given: 0, uncited: 0 }
  const answer = (request: ModelRequest): { readonly json: unknown } => {
    const labelOf = new Map<string, string>()
    for (const { id, said, by = '', text } of shownTurns(request)) {
      const dialogId = ids.get(keyOf(said, by, text))?.shift()
      if (dialogId !== undefined) labelOf.set(dialogId, id)
    }
    const memory = [...left]
      .filter((one) => labelOf.has(lastOf(one)))
      .map((one) => {
        left.delete(one)
        const labels = one.evidence.flatMap((id) => labelOf.get(id) ?? [])
        observed.given += 1
        observed.uncited += one.evidence.length - labels.length
        return { text: one.text, attributed_to: 'user', turns: labels, linked_memory_ids: [] }
      })
    return { json: { memory } }
  }
  return Object.assign(scriptedModel({ rules: [answer], name: 'published observations' }), {
    observed,
  })
}
