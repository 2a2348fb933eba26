/**
 * How one scope is run: which pipeline forms its memories and when, with which instructions, how much it may hold and for how long.
 *
 * A scope's own settings win over its owner's (all of the user, see `ownerOf`), those over what a change request rolled out, that over
 * the runtime's defaults. Kept as a named cube, so
 * that settings have history and undo. Unknown keys are refused with the nearest spelling.
 */

import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Actor, JsonValue } from '../store/cube.ts'
import { ownerOf, type Scope, scopeKey } from '../store/scope.ts'
import { checkText, invalidInput } from './check-input.ts'
import type { Receipt } from './memory.ts'
import type { MemoryCore } from './memory-core.ts'
import { NamedCubes } from './named-cubes.ts'

export interface ScopeSettings {
  /** Name of a formation pipeline. `verbatim`: raw turns alone. */
  readonly pipeline: string
  /** `inline`: a remember waits until it is formed; `queued`: it does not; `asked`: only when asked. */
  readonly formation: 'inline' | 'queued' | 'asked'
  /** What formation should mind here, in the words of whoever runs the scope; at most INSTRUCTIONS_CHARACTERS_MAX. */
  readonly instructions: string | null
  /** Derived memories that stay live; the least valuable are archived beyond it. */
  readonly derivedMax: number | null
  /** Estimated tokens of the live derived memories. */
  readonly derivedTokensMax: number | null
  /** Days after which turns and notes go to the trash. */
  readonly turnDaysMax: number | null
  /** Days after which derived memories go to the trash. */
  readonly derivedDaysMax: number | null
  /** Days in the trash after which memories are erased for good; null: never. */
  readonly trashDaysMax: number | null
  /** Kinds of personal data that are replaced before anything leaves for a model. */
  readonly redact: 'none' | 'secrets' | 'all'
  /** Duplicates that are certain are merged by themselves. */
  readonly merges: 'automatic' | 'proposed'
  /** Evolution runs by itself so often, where something changed; null: only when asked. */
  readonly evolveEveryMinutes: number | null
  /** Whether age and use of derived memories bear on their rank. Nothing is ever hidden by it. */
  readonly decay: 'off' | 'gentle'
}

export const INSTRUCTIONS_CHARACTERS_MAX = 8_000

export const settingDefaults: ScopeSettings = {
  pipeline: 'verbatim',
  formation: 'queued',
  instructions: null,
  derivedMax: null,
  derivedTokensMax: null,
  turnDaysMax: null,
  derivedDaysMax: null,
  trashDaysMax: null,
  redact: 'secrets',
  merges: 'proposed',
  evolveEveryMinutes: null,
  decay: 'off',
}

export type SettingKey = keyof ScopeSettings
export type SettingsPatch = Partial<ScopeSettings>

const SETTINGS_NAME = 'settings'
const keys = Object.keys(settingDefaults) as SettingKey[]

const words: Partial<Record<SettingKey, readonly string[]>> = {
  formation: ['inline', 'queued', 'asked'],
  redact: ['none', 'secrets', 'all'],
  merges: ['automatic', 'proposed'],
  decay: ['off', 'gentle'],
}

function checkValue(key: SettingKey, value: unknown): JsonValue {
  const allowed = words[key]
  if (allowed !== undefined) {
    if (typeof value === 'string' && allowed.includes(value)) return value
    throw invalidInput(key, `must be one of ${allowed.join(', ')}`)
  }
  if (key === 'pipeline') return checkText(value, key, 256)
  if (value === null) return null
  if (key === 'instructions') {
    const text = checkText(value, key)
    if (text.length <= INSTRUCTIONS_CHARACTERS_MAX) return text
    throw new LociError(
      'INPUT_TOO_LARGE',
      `${key} has ${text.length} characters; the limit is ${INSTRUCTIONS_CHARACTERS_MAX}`,
    )
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value
  throw invalidInput(key, 'must be a whole number from 1, or null for no bound')
}

/** Throws INPUT_UNKNOWN_KEY, INPUT_INVALID, INPUT_TOO_LARGE. */
export function checkSettings(patch: Readonly<Record<string, unknown>>): SettingsPatch {
  const checked: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(patch)) {
    if (!keys.includes(key as SettingKey)) {
      const near = nearest(key, keys)
      throw new LociError('INPUT_UNKNOWN_KEY', `there is no setting ${JSON.stringify(key)}`, {
        hint: near === undefined ? `Settings: ${keys.join(', ')}.` : `Did you mean ${near}?`,
      })
    }
    if (value !== undefined) checked[key] = checkValue(key as SettingKey, value)
  }
  return checked as SettingsPatch
}

/** `memory.settings`. */
export interface MemorySettings {
  /** What holds for an exact scope. */
  get(scope: Scope): Promise<ScopeSettings>
  /** What was set for exactly this scope. */
  own(scope: Scope): Promise<SettingsPatch>
  /**
   * Sets what the patch names and leaves the rest; `undefined` takes a setting back to what holds above.
   * Throws INPUT_UNKNOWN_KEY, INPUT_INVALID, INPUT_TOO_LARGE, PIPELINE_UNKNOWN.
   */
  put(scope: Scope, patch: Readonly<Record<string, unknown>>, actor?: Actor): Promise<Receipt>
}

export class SettingsOfScopes implements MemorySettings {
  /** What holds where nothing was set. */
  readonly defaults: ScopeSettings
  readonly #core: MemoryCore
  readonly #cubes: NamedCubes
  readonly #checkPipeline: (name: string) => unknown

  /** `checkPipeline` throws for a name that is none. */
  constructor(
    core: MemoryCore,
    defaults: SettingsPatch = {},
    checkPipeline: (name: string) => unknown = () => {},
  ) {
    this.#core = core
    this.#cubes = new NamedCubes(core, 'setting')
    this.defaults = { ...settingDefaults, ...checkSettings(defaults) }
    this.#checkPipeline = checkPipeline
    checkPipeline(this.defaults.pipeline)
  }

  async get(scope: Scope): Promise<ScopeSettings> {
    const owner = ownerOf(scope)
    const own = await this.own(scope)
    const owners = scopeKey(owner) === scopeKey(scope) ? {} : await this.own(owner)
    const rolledOut = await this.#core.rollout.patchFor(scope)
    return { ...this.defaults, ...rolledOut, ...owners, ...own }
  }

  async own(scope: Scope): Promise<SettingsPatch> {
    const cube = await this.#cubes.get(scope, SETTINGS_NAME)
    return (cube?.metadata ?? {}) as SettingsPatch
  }

  async put(
    scope: Scope,
    patch: Readonly<Record<string, unknown>>,
    actor: Actor = 'user',
  ): Promise<Receipt> {
    const checked = checkSettings(patch)
    if (checked.pipeline !== undefined) this.#checkPipeline(checked.pipeline)
    const unset = Object.keys(patch).filter((key) => patch[key] === undefined)
    return this.#cubes.put({
      scope,
      name: SETTINGS_NAME,
      actor,
      content: (current) => {
        const metadata = { ...current?.metadata, ...checked } as Record<string, JsonValue>
        for (const key of unset) delete metadata[key]
        return { metadata }
      },
    })
  }
}
