/**
 * What of a model costs time and memory: its sizes, without weights and without a tokenizer.
 *
 * Read from a `config.json` (read-hf-config.ts) or a GGUF header (gguf-shape.ts). Invariant: counts are of the whole model, not of
 * one device; a feature that costs nothing (rope scaling, norms' kinds) is not here. Latent attention (DeepSeek's MLA), windows and
 * layers without a KV cache are told apart, since they change what a token of context costs.
 */

export interface MoeShape {
  readonly expertCount: number
  readonly expertsPerToken: number
  readonly expertFfnSize: number
  /** Width of the experts that every token takes; 0 for none. */
  readonly sharedFfnSize: number
  /** Layers whose feed-forward part is dense. */
  readonly denseLayerCount: number
}

export interface LatentShape {
  /** Elements of the compressed key-value row, shared by all heads. */
  readonly kvRank: number
  readonly ropeSize: number
  readonly nopeSize: number
  readonly valueSize: number
  /** Null when queries are not compressed. */
  readonly qRank: number | null
}

export interface ModelShape {
  readonly name: string
  readonly family: string
  readonly layerCount: number
  readonly hiddenSize: number
  readonly headCount: number
  readonly kvHeadCount: number
  readonly headSize: number
  /** Width of the dense feed-forward part. */
  readonly ffnSize: number
  readonly isGated: boolean
  readonly vocabularySize: number
  /** The output matrix is the embedding matrix. */
  readonly isTied: boolean
  readonly contextMax: number | null
  /** Tokens that a windowed layer looks back; null when none does. */
  readonly windowTokens: number | null
  readonly windowedLayerCount: number
  /** Layers without a cache that grows: linear attention. */
  readonly linearLayerCount: number
  readonly moe: MoeShape | null
  readonly latent: LatentShape | null
  readonly hasQkvBias: boolean
  readonly hasQkNorm: boolean
  /** Norms of a layer over the hidden size. */
  readonly normsPerLayer: number
}

/** Elements that one more token of context adds to the cache of a layer. */
export function kvElementsPerLayer(shape: ModelShape): number {
  if (shape.latent !== null) return shape.latent.kvRank + shape.latent.ropeSize
  return 2 * shape.kvHeadCount * shape.headSize
}

/** The same on each device of a tensor-parallel group: heads are shared out, at least one each; a latent row is copied. */
export function kvElementsPerLayerAt(shape: ModelShape, tensorParallel: number): number {
  if (shape.latent !== null) return kvElementsPerLayer(shape)
  return 2 * Math.max(1, Math.ceil(shape.kvHeadCount / tensorParallel)) * shape.headSize
}

/** Layers whose cache grows with every token. */
export function growingLayerCount(shape: ModelShape): number {
  return shape.layerCount - shape.linearLayerCount - shape.windowedLayerCount
}

/** Bytes that one more token of a long context takes in the cache of the whole model. */
export function kvBytesPerToken(shape: ModelShape, bytesPerElement: number): number {
  return growingLayerCount(shape) * kvElementsPerLayer(shape) * bytesPerElement
}

/** Bytes of the cache of one sequence of `tokens`: windowed layers stop growing at their window. */
export function kvBytesOf(shape: ModelShape, tokens: number, bytesPerElement: number): number {
  const windowed = Math.min(tokens, shape.windowTokens ?? tokens) * shape.windowedLayerCount
  const rows = tokens * growingLayerCount(shape) + windowed
  return rows * kvElementsPerLayer(shape) * bytesPerElement
}
