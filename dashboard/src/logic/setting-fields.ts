/**
 * The settings of a scope as a form: what each is called, what it may be, and what of a draft is a change.
 *
 * The gateway says which settings there are; one that this page has no words for is shown by its name, with the kind read off its value.
 * Meaning and bounds are checked there.
 */

import type { Json } from '../api-types.ts'
import type { Settings, SettingsAnswer } from '../formation-types.ts'

export type SettingKind = 'choice' | 'count' | 'text' | 'pipeline'

export interface SettingField {
  readonly key: string
  readonly label: string
  readonly kind: SettingKind
  /** Of a choice: value and words. */
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly hint: string
  /** What an empty input means. */
  readonly empty: string
}

type Known = Pick<SettingField, 'label' | 'kind'> & Partial<SettingField>

const known: Readonly<Record<string, Known>> = {
  pipeline: { label: 'Pipeline', kind: 'pipeline' },
  formation: {
    label: 'When memories are formed',
    kind: 'choice',
    options: [
      ['inline', 'at once: a remember waits'],
      ['queued', 'in the background'],
      ['asked', 'only when asked'],
    ],
  },
  instructions: {
    label: 'Instructions',
    kind: 'text',
    hint: 'What forming should mind here, in your own words. At most 8,000 characters.',
  },
  redact: {
    label: 'Hidden from models',
    kind: 'choice',
    options: [
      ['none', 'nothing'],
      ['secrets', 'secrets, such as keys and passwords'],
      ['all', 'all personal data'],
    ],
  },
  merges: {
    label: 'Duplicates',
    kind: 'choice',
    options: [
      ['proposed', 'are proposed'],
      ['automatic', 'merge by themselves where it is safe'],
    ],
  },
  decay: {
    label: 'Age and use bear on rank',
    kind: 'choice',
    options: [
      ['off', 'no'],
      ['gentle', 'gently'],
    ],
  },
  derivedMax: { label: 'Derived memories, at most', kind: 'count' },
  derivedTokensMax: { label: 'Tokens of derived memories, at most', kind: 'count' },
  turnDaysMax: { label: 'Days that turns and notes are kept', kind: 'count' },
  derivedDaysMax: { label: 'Days that derived memories are kept', kind: 'count' },
  trashDaysMax: {
    label: 'Days in the trash before purging',
    kind: 'count',
    empty: 'never purged',
  },
  evolveEveryMinutes: {
    label: 'Minutes between evolutions',
    kind: 'count',
    empty: 'only when asked',
  },
}

function kindOf(value: Json): SettingKind {
  return typeof value === 'string' ? 'text' : 'count'
}

/** In the order of this table, then those that it does not know. */
export function settingFields(settings: Settings): SettingField[] {
  const order = Object.keys(known)
  const rank = (key: string): number => (order.indexOf(key) + order.length + 1) % (order.length + 1)
  return Object.keys(settings)
    .sort((a, b) => rank(a) - rank(b))
    .map((key) => ({
      key,
      label: key,
      kind: kindOf(settings[key] ?? null),
      options: [],
      hint: '',
      empty: 'no bound',
      ...known[key],
    }))
}

/** What the inputs hold: texts. An empty one is no bound, or no instructions. */
export type SettingsDraft = Readonly<Record<string, string>>

export function draftOf(settings: Settings): SettingsDraft {
  const texts = Object.entries(settings).map(([key, value]) => [key, value ?? ''])
  return Object.fromEntries(texts.map(([key, value]) => [key, String(value)]))
}

function readValue(kind: SettingKind, text: string): Json {
  if (kind === 'choice' || kind === 'pipeline') return text
  if (text.trim() === '') return null
  // What is no number goes as it was typed: the gateway says what is wrong with it.
  return kind === 'count' && /^\d+$/.test(text.trim()) ? Number(text) : text
}

/** What of the draft differs from what holds. */
export function changedSettings({ settings }: SettingsAnswer, draft: SettingsDraft): Settings {
  const changed: Record<string, Json> = {}
  for (const { key, kind } of settingFields(settings)) {
    const value = readValue(kind, draft[key] ?? '')
    if (value !== (settings[key] ?? null)) changed[key] = value
  }
  return changed
}
