/**
 * Shapes of models that people plan for, by the name that hubs give them: the fields of their `config.json`, read like any other.
 *
 * A name is matched without its owner, its case and what says how it was quantised or tuned (`-Instruct`, `-NVFP4`, `-FP8`).
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { ModelShape } from './model-shape.ts'
import { shapeOfConfig } from './read-hf-config.ts'

type Config = Readonly<Record<string, unknown>>

/** Layers, hidden size, heads, key-value heads, feed-forward size, vocabulary. */
type Sizes = readonly [number, number, number, number, number, number]

function dense(model_type: string, sizes: Sizes, more: Config = {}): Config {
  const [num_hidden_layers, hidden_size, num_attention_heads, num_key_value_heads] = sizes
  return {
    model_type,
    num_hidden_layers,
    hidden_size,
    num_attention_heads,
    num_key_value_heads,
    intermediate_size: sizes[4],
    vocab_size: sizes[5],
    ...more,
  }
}

const deepseek: Config = dense('deepseek_v3', [61, 7168, 128, 128, 18432, 129280], {
  kv_lora_rank: 512,
  q_lora_rank: 1536,
  qk_rope_head_dim: 64,
  qk_nope_head_dim: 128,
  v_head_dim: 128,
  n_routed_experts: 256,
  num_experts_per_tok: 8,
  n_shared_experts: 1,
  moe_intermediate_size: 2048,
  first_k_dense_replace: 3,
})

const configs: Readonly<Record<string, Config>> = {
  'llama-2-7b': dense('llama', [32, 4096, 32, 32, 11008, 32000]),
  'llama-2-13b': dense('llama', [40, 5120, 40, 40, 13824, 32000]),
  'llama-2-70b': dense('llama', [80, 8192, 64, 8, 28672, 32000]),
  'llama-3.1-8b': dense('llama', [32, 4096, 32, 8, 14336, 128256]),
  'llama-3.1-70b': dense('llama', [80, 8192, 64, 8, 28672, 128256]),
  'llama-3.3-70b': dense('llama', [80, 8192, 64, 8, 28672, 128256]),
  'llama-3.1-405b': dense('llama', [126, 16384, 128, 8, 53248, 128256]),
  'llama-3.2-1b': dense('llama', [16, 2048, 32, 8, 8192, 128256], { tie_word_embeddings: true }),
  'mistral-7b-v0.1': dense('mistral', [32, 4096, 32, 8, 14336, 32000], { sliding_window: 4096 }),
  'mixtral-8x7b-v0.1': dense('mixtral', [32, 4096, 32, 8, 14336, 32000], {
    num_local_experts: 8,
    num_experts_per_tok: 2,
  }),
  'mixtral-8x22b-v0.1': dense('mixtral', [56, 6144, 48, 8, 16384, 32768], {
    num_local_experts: 8,
    num_experts_per_tok: 2,
  }),
  'qwen2-7b': dense('qwen2', [28, 3584, 28, 4, 18944, 152064]),
  'qwen2.5-7b': dense('qwen2', [28, 3584, 28, 4, 18944, 152064]),
  'qwen3-8b': dense('qwen3', [36, 4096, 32, 8, 12288, 151936], { head_dim: 128 }),
  'qwen3-14b': dense('qwen3', [40, 5120, 40, 8, 17408, 151936], { head_dim: 128 }),
  'qwen3-32b': dense('qwen3', [64, 5120, 64, 8, 25600, 151936], { head_dim: 128 }),
  'qwen3-30b-a3b': dense('qwen3_moe', [48, 2048, 32, 4, 6144, 151936], {
    head_dim: 128,
    num_experts: 128,
    num_experts_per_tok: 8,
    moe_intermediate_size: 768,
  }),
  'qwen3-235b-a22b': dense('qwen3_moe', [94, 4096, 64, 4, 12288, 151936], {
    head_dim: 128,
    num_experts: 128,
    num_experts_per_tok: 8,
    moe_intermediate_size: 1536,
  }),
  'qwen3.5-397b-a17b': dense('qwen3_5_moe', [60, 4096, 32, 2, 1024, 248320], {
    head_dim: 256,
    num_experts: 512,
    num_experts_per_tok: 10,
    moe_intermediate_size: 1024,
    shared_expert_intermediate_size: 1024,
    full_attention_interval: 4,
  }),
  'gpt-oss-120b': dense('gpt_oss', [36, 2880, 64, 8, 2880, 201088], {
    head_dim: 64,
    num_local_experts: 128,
    num_experts_per_tok: 4,
    sliding_window: 128,
  }),
  'gpt-oss-20b': dense('gpt_oss', [24, 2880, 64, 8, 2880, 201088], {
    head_dim: 64,
    num_local_experts: 32,
    num_experts_per_tok: 4,
    sliding_window: 128,
  }),
  'gemma-2-2b': dense('gemma2', [26, 2304, 8, 4, 9216, 256000], {
    head_dim: 256,
    sliding_window: 4096,
  }),
  'deepseek-v3': deepseek,
  'deepseek-r1': deepseek,
  'kimi-k2': dense('kimi_k2', [61, 7168, 64, 64, 18432, 163840], {
    ...deepseek,
    model_type: 'kimi_k2',
    num_attention_heads: 64,
    num_key_value_heads: 64,
    vocab_size: 163840,
    n_routed_experts: 384,
    first_k_dense_replace: 1,
  }),
}

const versions: readonly (readonly [RegExp, string])[] = [
  [/^deepseek-(?:v3|r1)[.\w-]*$/, 'deepseek-v3'],
  [/^kimi-k2[.\w-]*$/, 'kimi-k2'],
  [/^meta-llama-3(?:\.1)?-/, 'llama-3.1-'],
  [/^llama-3-/, 'llama-3.1-'],
  [/^llama-2-(\w+)-(?:chat-)?hf$/, 'llama-2-$1'],
]

function plain(name: string): string {
  let short = (name.split('/').at(-1) ?? name).toLowerCase()
  for (;;) {
    const cut = short.replace(
      /-(?:instruct|chat|it|hf|nvfp4|fp4|fp8|awq|gptq|bf16|int4|2507|v0\.[23]|base)$/,
      '',
    )
    if (cut === short) break
    short = cut
  }
  for (const [pattern, replacement] of versions) short = short.replace(pattern, replacement)
  return short
}

export const knownModelNames: readonly string[] = Object.keys(configs)

export function findKnownModel(name: string): ModelShape | null {
  const key = plain(name)
  const config = configs[key]
  return config === undefined ? null : shapeOfConfig(config, key)
}

/** Throws MODEL_CONFIG_UNSUPPORTED with the nearest name. */
export function knownModel(name: string): ModelShape {
  const found = findKnownModel(name)
  if (found !== null) return found
  const near = nearest(plain(name), knownModelNames)
  throw new LociError('MODEL_CONFIG_UNSUPPORTED', `no model is known as ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Any other model: its config.json or a GGUF file.`,
  })
}
