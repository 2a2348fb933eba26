/**
 * A model's shape out of its Hugging Face `config.json`.
 *
 * Every number is checked before use; a family that the planner does not know, or a field that a known family needs, is a typed
 * error that names it: a shape is never completed by guessing. Families differ in defaults alone, so they are a table.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { LatentShape, ModelShape, MoeShape } from './model-shape.ts'

type Fields = Readonly<Record<string, unknown>>

interface Family {
  readonly isTiedByDefault?: boolean
  readonly hasQkvBias?: boolean
  readonly hasQkNorm?: boolean
  readonly normsPerLayer?: number
  readonly isMoe?: boolean
  readonly isLatent?: boolean
  /** One layer of so many looks at everything, the others through a window (Gemma 2: 2, Gemma 3: 6, gpt-oss: 2). */
  readonly fullLayerEvery?: number
}

const families: Readonly<Record<string, Family>> = {
  llama: {},
  mistral: {},
  phi3: {},
  qwen2: { hasQkvBias: true },
  qwen3: { hasQkNorm: true },
  mixtral: { isMoe: true },
  qwen2_moe: { isMoe: true, hasQkvBias: true },
  qwen3_moe: { isMoe: true, hasQkNorm: true },
  gpt_oss: { isMoe: true, hasQkvBias: true, fullLayerEvery: 2 },
  gemma: { isTiedByDefault: true },
  gemma2: { isTiedByDefault: true, normsPerLayer: 4, fullLayerEvery: 2 },
  gemma3_text: { isTiedByDefault: true, normsPerLayer: 4, hasQkNorm: true, fullLayerEvery: 6 },
  deepseek_v2: { isMoe: true, isLatent: true },
  deepseek_v3: { isMoe: true, isLatent: true },
  kimi_k2: { isMoe: true, isLatent: true },
  qwen3_next: { isMoe: true, hasQkNorm: true },
  qwen3_5_moe: { isMoe: true, hasQkNorm: true },
}

/** Types under which the language part of a family also goes. */
const spellings: Readonly<Record<string, string>> = {
  gemma3: 'gemma3_text',
  qwen3_5_moe_text: 'qwen3_5_moe',
  kimi_k25: 'kimi_k2',
}

/** Sizes beyond this are a damaged file, not a model. */
const SIZE_MAX = 10_000_000
const CONFIG_CHARACTERS_MAX = 4_000_000

function refuse(says: string, hint?: string): never {
  throw new LociError('MODEL_CONFIG_UNSUPPORTED', says, hint === undefined ? {} : { hint })
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sizeOf(value: unknown, says: string): number {
  const isSize = Number.isInteger(value) && Number(value) > 0 && Number(value) <= SIZE_MAX
  return isSize ? Number(value) : refuse(`${says} is ${JSON.stringify(value) ?? 'missing'}`)
}

/** The first of `names` that is given; without a default it must be. */
function size(fields: Fields, names: readonly string[], otherwise?: number): number {
  const name = names.find((one) => fields[one] !== undefined && fields[one] !== null)
  if (name !== undefined) return sizeOf(fields[name], name)
  return otherwise ?? refuse(`the config has no ${names.join(' or ')}`)
}

/** A count that may be none. */
function count(fields: Fields, names: readonly string[], otherwise: number): number {
  const name = names.find((one) => typeof fields[one] === 'number')
  if (name === undefined) return otherwise
  return fields[name] === 0 ? 0 : size(fields, [name])
}

function moeOf(fields: Fields, layerCount: number): MoeShape {
  const expertCount = size(fields, ['num_local_experts', 'n_routed_experts', 'num_experts'])
  const expertsPerToken = size(fields, ['num_experts_per_tok', 'experts_per_token'])
  if (expertsPerToken > expertCount) {
    refuse(`${expertsPerToken} experts a token of ${expertCount} cannot be`)
  }
  const expertFfnSize = size(fields, ['moe_intermediate_size', 'intermediate_size'])
  const shared = count(fields, ['n_shared_experts'], 0) * expertFfnSize
  const named = count(fields, ['shared_expert_intermediate_size'], shared)
  const denseLayerCount = Math.min(layerCount, count(fields, ['first_k_dense_replace'], 0))
  return { expertCount, expertsPerToken, expertFfnSize, sharedFfnSize: named, denseLayerCount }
}

function latentOf(fields: Fields): LatentShape {
  return {
    kvRank: size(fields, ['kv_lora_rank']),
    ropeSize: size(fields, ['qk_rope_head_dim']),
    nopeSize: size(fields, ['qk_nope_head_dim']),
    valueSize: size(fields, ['v_head_dim']),
    qRank: fields.q_lora_rank == null ? null : size(fields, ['q_lora_rank']),
  }
}

interface LayerKinds {
  readonly windowed: number
  readonly linear: number
  readonly windowTokens: number | null
}

function layerKinds(fields: Fields, family: Family, layerCount: number): LayerKinds {
  const listed = Array.isArray(fields.layer_types) ? fields.layer_types : []
  const every = count(fields, ['full_attention_interval'], 0)
  const linearListed = listed.filter((kind) => kind === 'linear_attention').length
  const linear =
    every > 1 && listed.length === 0 ? layerCount - Math.floor(layerCount / every) : linearListed
  const isUsed = fields.use_sliding_window !== false && typeof fields.sliding_window === 'number'
  if (!isUsed) return { windowed: 0, linear, windowTokens: null }
  const windowTokens = size(fields, ['sliding_window'])
  const full = family.fullLayerEvery ?? count(fields, ['sliding_window_pattern'], 0)
  const byPattern = full > 0 ? layerCount - Math.floor(layerCount / full) : layerCount
  const byList = listed.filter((kind) => kind === 'sliding_attention').length
  return { windowed: listed.length > 0 ? byList : byPattern, linear, windowTokens }
}

function familyOf(fields: Fields): { readonly name: string; readonly family: Family } {
  const type = fields.model_type
  if (typeof type !== 'string') refuse('the config has no model_type')
  const name = spellings[type] ?? type
  const family = families[name]
  if (family !== undefined) return { name, family }
  const near = nearest(name, Object.keys(families))
  return refuse(
    `the planner does not know models of type ${JSON.stringify(type)}`,
    near === undefined ? `It knows ${Object.keys(families).join(', ')}.` : `Did you mean ${near}?`,
  )
}

/** Fields of the language part: those of `text_config` in models that also see. */
function languagePart(config: Fields): Fields {
  const inner = config.text_config
  if (!isFields(inner) || config.hidden_size !== undefined) return config
  return { ...config, ...inner }
}

export function shapeOfConfig(config: unknown, name: string): ModelShape {
  if (!isFields(config)) return refuse('a config.json is one JSON object')
  const fields = languagePart(config)
  const { name: familyName, family } = familyOf(fields)
  const layerCount = size(fields, ['num_hidden_layers'])
  const hiddenSize = size(fields, ['hidden_size'])
  const headCount = size(fields, ['num_attention_heads'])
  const kvHeadCount = size(fields, ['num_key_value_heads'], headCount)
  if (headCount % kvHeadCount !== 0) {
    refuse(`${headCount} heads cannot share ${kvHeadCount} key-value heads`)
  }
  const headSize = size(fields, ['head_dim'], Math.floor(hiddenSize / headCount))
  const kinds = layerKinds(fields, family, layerCount)
  return {
    name,
    family: familyName,
    layerCount,
    hiddenSize,
    headCount,
    kvHeadCount,
    headSize,
    ffnSize: size(fields, ['intermediate_size', 'moe_intermediate_size']),
    isGated: true,
    vocabularySize: size(fields, ['vocab_size']),
    isTied:
      typeof fields.tie_word_embeddings === 'boolean'
        ? fields.tie_word_embeddings
        : family.isTiedByDefault === true,
    contextMax:
      fields.max_position_embeddings == null ? null : size(fields, ['max_position_embeddings']),
    windowTokens: kinds.windowTokens,
    windowedLayerCount: kinds.windowed,
    linearLayerCount: kinds.linear,
    moe: family.isMoe === true ? moeOf(fields, layerCount) : null,
    latent: family.isLatent === true ? latentOf(fields) : null,
    hasQkvBias: family.hasQkvBias === true || fields.attention_bias === true,
    hasQkNorm: family.hasQkNorm === true,
    normsPerLayer: family.normsPerLayer ?? 2,
  }
}

/** Throws MODEL_CONFIG_UNSUPPORTED with what is missing or unknown. */
export function readHfConfig(text: string, name: string): ModelShape {
  if (text.length > CONFIG_CHARACTERS_MAX) refuse(`${name}: too large for a config.json`)
  let config: unknown
  try {
    config = JSON.parse(text)
  } catch (cause) {
    throw new LociError('MODEL_CONFIG_UNSUPPORTED', `${name}: not JSON`, { cause })
  }
  return shapeOfConfig(config, name)
}
