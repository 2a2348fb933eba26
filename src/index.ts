/**
 * The public surface of `loci`. Adding a line here is a public decision: test/pins holds the list.
 *
 * Boundary: named exports only; nothing here touches the disk or the network when imported.
 */

// For projects whose `lib` is older: `Memory` is an AsyncDisposable.
/// <reference lib="esnext.disposable" preserve="true" />

export { type ErrorCode, type ErrorRecord, errorTable, LociError } from './errors.ts'
export type {
  AppendBlock,
  Block,
  BlockName,
  Blocks,
  PutBlock,
  ReplaceInBlock,
} from './memory/blocks.ts'
export type { RebuildVectorsInput } from './memory/embed/embedding.ts'
export type { EmbedderStatus, EmbeddingStatus } from './memory/embed/embedding-status.ts'
export type { FileAnswer, FileCommand, FileCommandName, Files, KeptFile } from './memory/files.ts'
export type {
  Formation,
  FormationJob,
  FormationPage,
  FormationReceipt,
  FormationStatus,
  FormInput,
  FormResult,
  ListFormations,
  PipelineFacts,
} from './memory/form/formation-desk.ts'
export type {
  AuditInput,
  CertificateReport,
  ChangeRequest,
  ChangeRequestInput,
  Coverage,
  ForgetPersonInput,
  ForgettingCertificate,
  Governance,
  LegalHold,
  ResidueInput,
  ResidueReport,
  SweepReport,
} from './memory/govern/governance.ts'
export type {
  KnowledgeCall,
  KnowledgeGraph,
  KnowledgeRead,
  KnownEntity,
  KnownRelation,
  Made,
} from './memory/knowledge-graph.ts'
export type {
  ChannelScore,
  ContextInput,
  ContextResult,
  Filter,
  ForgetInput,
  ForgetReceipt,
  Hit,
  ListInput,
  Memory,
  MemoryEvent,
  MemoryStats,
  Page,
  PurgeReceipt,
  RecallInput,
  RecallResult,
  Receipt,
  RememberInput,
  Time,
  Turn,
  UpdateInput,
} from './memory/memory.ts'
export type { MemorySettings, ScopeSettings, SettingsPatch } from './memory/scope-settings.ts'
export type {
  Model,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ModelUsage,
} from './model/model.ts'
export type {
  EmbedderChoice,
  GgufEmbedderChoice,
  HttpEmbedderChoice,
  OnnxEmbedderChoice,
} from './open-embedding.ts'
export { type OpenLociOptions, openLoci } from './open-loci.ts'
export type {
  HttpModelChoice,
  LocalModelChoice,
  ModelChoice,
  RecordedModelChoice,
} from './open-model.ts'
export type {
  AccessPolicy,
  Actor,
  BatchId,
  Cube,
  CubeId,
  EpisodeId,
  Metadata,
  Role,
} from './store/cube.ts'
export type { Episode } from './store/events.ts'
export type { Scope } from './store/scope.ts'
export type {
  AsOf,
  CubeVersion,
  LogEntry,
  ScopeSummary,
  Tombstone,
  VerifyReport,
} from './store/store.ts'
