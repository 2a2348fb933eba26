/**
 * Formation and settings of a memory behind a gateway: the same calls as in this process, each one request.
 *
 * Waiting until nothing waits is for the process that works on the queue: `drain` has no route. A failed window is asked for by its id.
 */

import { type GatewayCalls, scopeQuery } from './client-calls.ts'
import type * as form from './memory/form/formation-desk.ts'
import type { Receipt } from './memory/memory.ts'
import type { MemorySettings, ScopeSettings, SettingsPatch } from './memory/scope-settings.ts'
import type { Actor } from './store/cube.ts'
import type { Scope } from './store/scope.ts'

interface FormationAnswer extends form.FormationPage {
  readonly status: form.FormationStatus
  readonly pipelines: readonly form.PipelineFacts[]
}

export class ClientFormation {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  form({ scope, pipeline, ids }: Omit<form.FormInput, 'signal'>): Promise<form.FormResult> {
    return this.#calls.post('/api/formations', { scope, pipeline, ids })
  }

  async status(scope?: Scope): Promise<form.FormationStatus> {
    return (await this.#answer({ scope, limit: 1 })).status
  }

  async list(query: form.ListFormations = {}): Promise<form.FormationPage> {
    const { formations, nextCursor } = await this.#answer(query)
    return { formations, nextCursor }
  }

  retry({ id }: { readonly id: string }): Promise<{ readonly ids: readonly string[] }> {
    return this.#calls.post(`/api/formations/${encodeURIComponent(id)}/retry`)
  }

  /** `scope`: for a key that may touch several. */
  async pipelines(scope?: Scope): Promise<readonly form.PipelineFacts[]> {
    return (await this.#answer({ scope, limit: 1 })).pipelines
  }

  #answer({ scope, ...query }: form.ListFormations): Promise<FormationAnswer> {
    return this.#calls.get('/api/formations', { ...scopeQuery(scope), ...query })
  }
}

interface SettingsAnswer {
  readonly settings: ScopeSettings
  readonly own: SettingsPatch
}

export class ClientSettings implements MemorySettings {
  readonly #calls: GatewayCalls

  constructor(calls: GatewayCalls) {
    this.#calls = calls
  }

  async get(scope: Scope): Promise<ScopeSettings> {
    return (await this.#answer(scope)).settings
  }

  async own(scope: Scope): Promise<SettingsPatch> {
    return (await this.#answer(scope)).own
  }

  put(scope: Scope, patch: Readonly<Record<string, unknown>>, actor?: Actor): Promise<Receipt> {
    const given = Object.entries(patch).filter(([, value]) => value !== undefined)
    const unset = Object.keys(patch).filter((key) => patch[key] === undefined)
    const body = { scope, settings: Object.fromEntries(given), unset, actor }
    return this.#calls.call('PUT', '/api/settings', body)
  }

  #answer(scope: Scope): Promise<SettingsAnswer> {
    return this.#calls.get('/api/settings', scopeQuery(scope))
  }
}
