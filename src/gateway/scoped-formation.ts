/**
 * Formation and settings as a caller may use them: held to the scopes of the caller's key, as `scoped-memory.ts` holds everything else.
 *
 * A job of another scope is FORMATION_NOT_FOUND, whether it exists or not. Whoever has several scopes says which one is meant.
 */

import { LociError } from '../errors.ts'
import type * as api from '../memory/form/formation-desk.ts'
import type { Receipt } from '../memory/memory.ts'
import type { MemorySettings, ScopeSettings, SettingsPatch } from '../memory/scope-settings.ts'
import type { Actor } from '../store/cube.ts'
import { type Scope, scopeCovers } from '../store/scope.ts'
import { checkMayTouch } from './access.ts'

function nameOnly(model: string | null): string | null {
  return model?.split(' at ')[0] ?? null
}

export class ScopedFormation implements api.Formation {
  readonly #formation: api.Formation
  readonly #scopes: readonly Scope[]

  constructor(formation: api.Formation, scopes: readonly Scope[]) {
    this.#formation = formation
    this.#scopes = scopes
  }

  async form(input: api.FormInput): Promise<api.FormResult> {
    return this.#formation.form({ ...input, scope: this.#one(input.scope) })
  }

  /** Without where the model is: its address is the runtime's business. */
  async status(scope?: Scope): Promise<api.FormationStatus> {
    const status = await this.#formation.status(this.#one(scope))
    return { ...status, model: nameOnly(status.model) }
  }

  async list(query: api.ListFormations = {}): Promise<api.FormationPage> {
    return this.#formation.list({ ...query, scope: this.#one(query.scope) })
  }

  async get(id: string): Promise<api.FormationJob> {
    const job = await this.#formation.get(id)
    if (this.#scopes.some((one) => scopeCovers(one, job.scope))) return job
    throw new LociError('FORMATION_NOT_FOUND', `there is no formation ${id}`, { details: { id } })
  }

  async attempts(id: string): Promise<readonly api.FormationAttempt[]> {
    await this.get(id)
    const attempts = await this.#formation.attempts(id)
    return attempts.map((one) => ({ ...one, model: nameOnly(one.model) }))
  }

  async retry(which: Parameters<api.Formation['retry']>[0]): ReturnType<api.Formation['retry']> {
    if ('id' in which) await this.get(which.id)
    return this.#formation.retry('id' in which ? which : { scope: this.#one(which.scope) })
  }

  async drain(input: Parameters<api.Formation['drain']>[0] = {}): Promise<api.FormResult> {
    return this.#formation.drain({ ...input, scope: this.#one(input.scope) })
  }

  pipelines(): readonly api.PipelineFacts[] {
    return this.#formation.pipelines()
  }

  #one(scope: Scope | undefined): Scope {
    const [only] = this.#scopes
    const asked = scope ?? (this.#scopes.length === 1 ? only : undefined)
    if (asked !== undefined) return checkMayTouch({ scopes: this.#scopes }, asked)
    throw new LociError('SCOPE_MISSING', 'the key has several scopes: say which one is meant')
  }
}

export class ScopedSettings implements MemorySettings {
  readonly #settings: MemorySettings
  readonly #scopes: readonly Scope[]

  constructor(settings: MemorySettings, scopes: readonly Scope[]) {
    this.#settings = settings
    this.#scopes = scopes
  }

  async get(scope: Scope): Promise<ScopeSettings> {
    return this.#settings.get(this.#held(scope))
  }

  async own(scope: Scope): Promise<SettingsPatch> {
    return this.#settings.own(this.#held(scope))
  }

  async put(
    scope: Scope,
    patch: Readonly<Record<string, unknown>>,
    actor?: Actor,
  ): Promise<Receipt> {
    return this.#settings.put(this.#held(scope), patch, actor)
  }

  #held(scope: Scope): Scope {
    return checkMayTouch({ scopes: this.#scopes }, scope)
  }
}
