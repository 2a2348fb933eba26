/**
 * The seam of formation: a window of raw turns goes in, operations on derived memories come out.
 *
 * A pipeline decides what to remember; it writes nothing. Operations are applied in one place (`apply-operations.ts`), which holds the
 * walls whatever a pipeline or its model says: only memories of the same exact scope that were offered, only with sources among
 * the window's turns, never over what a person wrote. Papers: Mem0 (2504.19413), A-MEM (2502.12110), MemOS (2507.03724), survey 2512.13564.
 */

import type { z } from 'zod'
import type { ErrorCode } from '../../errors.ts'
import type { JsonAnswer } from '../../model/json-answer.ts'
import type { ModelMessage, ModelUsage } from '../../model/model.ts'
import type {
  Cube,
  CubeId,
  Dynamic,
  Fact,
  MemoryFunction,
  Metadata,
  SourceSpan,
} from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'

export interface FormationInput {
  /** The exact scope of every cube in here. */
  readonly scope: Scope
  /** Turns and notes to form memories from, oldest first; at least one. */
  readonly turns: readonly Cube[]
  /** Turns just before them, oldest first, for understanding only. */
  readonly before: readonly Cube[]
  /** When it is formed; "now" of the prompt. */
  readonly nowMs: number
  /** The scope's custom instructions. */
  readonly instructions: string | null
}

/** What a pipeline may use. Everything asked through it is counted. */
export interface FormationTools {
  /** Null where there is no model; pipelines that need one are not run then. */
  readonly modelName: string | null
  /** Live derived memories of exactly this scope that are nearest to a text, best first. Offered: operations may name their ids. */
  related(text: string, topK: number): Promise<readonly Cube[]>
  /** Live derived memories of exactly this scope by id; those that are not are left out. Offered likewise. */
  byIds(ids: readonly CubeId[]): Promise<readonly Cube[]>
  /** Live facts of exactly this scope about a name (as subject or object). Offered likewise. */
  factsAbout(name: string): Promise<readonly Cube[]>
  /** Facts about a name that were retired. Offered: their interval may be narrowed, and nothing else changed. */
  endedFacts(name: string): Promise<readonly Cube[]>
  /** Asks the model for JSON of a form; repairs, asks again once, and else says what came. Never throws for a bad answer. */
  ask<T>(question: FormationQuestion<T>): Promise<JsonAnswer<T>>
  readonly signal: AbortSignal
}

export interface FormationQuestion<T> {
  /** Stage, for counts and reports: `extract`, `decide`, `note`, `link`, ... */
  readonly stage: string
  readonly messages: readonly ModelMessage[]
  readonly schema: z.ZodType<T>
}

/** Where an operation's memory comes from: cubes of the window, at least one. */
export type Sources = readonly CubeId[]

export type MemoryOperation =
  | {
      readonly op: 'add'
      /** Names it within this outcome, for links. */
      readonly handle?: string
      readonly text: string
      readonly sources: Sources
      readonly function?: MemoryFunction
      readonly dynamic?: Dynamic
      /** Derived memories that it was made from, beside its sources. */
      readonly parents?: readonly CubeId[]
      /** In [0, 1]. Default 1. */
      readonly confidence?: number
      readonly spans?: readonly SourceSpan[]
      readonly fact?: Fact
      /** Who the fact is about or from, as a speaker's name. */
      readonly speaker?: string | null
      readonly metadata?: Metadata
      /** Default: when the latest of its sources was said. */
      readonly saidAtMs?: number
    }
  /** The next version of an offered memory; history keeps the one before. */
  | {
      readonly op: 'revise'
      readonly id: CubeId
      readonly sources: Sources
      readonly text?: string
      readonly dynamic?: Dynamic
      readonly fact?: Fact
      readonly metadata?: Metadata
    }
  /** Out of recall, kept with its history: contradicted, outdated, or asked to be dropped. */
  | {
      readonly op: 'retire'
      readonly id: CubeId
      readonly sources: Sources
      readonly reason: 'contradicted' | 'outdated' | 'asked'
      /** Handle or id of what takes its place. */
      readonly successor?: string
      /** For a fact: when it ceased to hold. It stays findable as of earlier times. */
      readonly validToMs?: number
    }
  /** `from` and `to`: handles of this outcome, or offered ids. */
  | {
      readonly op: 'link'
      readonly from: string
      readonly to: string
      readonly relation: string
      readonly sources: Sources
    }

export interface FormationFailure {
  readonly stage: string
  readonly code: ErrorCode
  /** A sentence without content. */
  readonly reason: string
  /** What the model said, whole; kept as a cube of kind `attempt`. */
  readonly raw: string | null
  readonly retryable: boolean
}

export interface FormationOutcome {
  readonly operations: readonly MemoryOperation[]
  /** A pipeline that failed in part gives what it has and says what it has not. */
  readonly failures: readonly FormationFailure[]
}

export interface FormationPipeline {
  /** As in settings: `mem0-v1`. */
  readonly name: string
  readonly needsModel: boolean
  /** One sentence for `--help` and the dashboard. */
  readonly about: string
  form(input: FormationInput, tools: FormationTools): Promise<FormationOutcome>
}

/** What one run of a pipeline over one window came to. */
export interface FormedWindow {
  readonly added: readonly CubeId[]
  readonly revised: readonly CubeId[]
  readonly retired: readonly CubeId[]
  readonly failures: readonly FormationFailure[]
  /** Operations that a wall stopped (an id that was not offered, no source, a protected memory), as sentences. */
  readonly refused: readonly string[]
  readonly usage: ModelUsage
}
