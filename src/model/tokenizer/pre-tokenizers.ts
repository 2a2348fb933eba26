/**
 * How each family of byte-level BPE vocabularies parts a text into words, as data: regular expressions applied one after another.
 *
 * A pass parts every stretch that the passes before it left, into what it matches and what lies between. The patterns are those of
 * the vocabularies' own tokenizer files, as listed by llama.cpp (src/llama-vocab.cpp, 2026); names are values of `tokenizer.ggml.pre`.
 * `\s` stands for Unicode White_Space (word-splitter.ts). Absent on purpose: kimi-k2, superbpe, afmoe, tiny_aya and chameleon, whose
 * rules are no plain list of expressions; a file that names them is refused rather than cut wrongly.
 */

export interface PreTokenizer {
  readonly passes: readonly string[]
  /** A word that is an entry is that entry, whatever the merges would give. */
  readonly ignoresMerges?: boolean
  /** A start token precedes a text unless the file says otherwise. */
  readonly addsBos?: boolean
}

const contraction = "'s|'t|'re|'ve|'m|'ll|'d"
const anyCase = `(?i:${contraction})`
const gpt2 = String.raw`${contraction}| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
const spaces = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`
const marks = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`
const word = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`
const llama3 = String.raw`${anyCase}|${word}|\p{N}{1,3}|${marks}|${spaces}`
const qwen2 = String.raw`${anyCase}|${word}|\p{N}|${marks}|${spaces}`
const before = String.raw`[^\r\n\p{L}\p{N}]?`
const upper = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
const lower = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`
const slashed = String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`
/** Words by case, each with an optional ending. */
const cased = (ending: string): string =>
  `${before}${upper}*${lower}+${ending}|${before}${upper}+${lower}*${ending}`
const gpt4o = String.raw`${cased(`${anyCase}?`)}|\p{N}{1,3}|${slashed}|${spaces}`
const tekken = String.raw`${cased('')}|\p{N}|${slashed}|${spaces}`

/** The letters of scripts with case, but for some modifiers: what deepseek-llm counts as one kind of word. */
const casedLetters = [
  String.raw`A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-`,
  String.raw`\u02af\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-`,
  String.raw`\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531-\u0556\u10a0-\u10c5\u13a0-\u13f5`,
  String.raw`\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-\u1d9a\u1e00`,
  String.raw`-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-`,
  String.raw`\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-`,
  String.raw`\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-`,
  String.raw`\u211d\u2124\u2126\u2128\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149`,
  String.raw`\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d`,
  String.raw`\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf\ufb00-\ufb06\ufb13`,
  String.raw`-\ufb17\uff21-\uff3a\uff41-\uff5a\u{10400}-\u{1044f}\u{104b0}-\u{104d3}\u{104d8}-`,
  String.raw`\u{104fb}\u{10c80}-\u{10cb2}\u{10cc0}-\u{10cf2}\u{118a0}-\u{118df}\u{1e900}-`,
  String.raw`\u{1e943}`,
].join('')

/** \s+$ finds the same, but looks at each space of a long run once for each space before it. */
const trailingSpaces = String.raw`(?<!\s)\s+$`
const ideographs = String.raw`[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+`
const deepseekWords = String.raw`[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_\u0060{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|${spaces}`
const bloom = String.raw` ?[^(\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+`
const fallbackMarks = String.raw`[\p{P}\$\+<=>\^~\|]+`

const deepseekV3: PreTokenizer = {
  passes: [
    String.raw`\p{N}{1,3}`,
    String.raw`[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+`,
    deepseekWords,
  ],
}
const digitsThenGpt2: PreTokenizer = { passes: [String.raw`\p{N}`, gpt2] }
const likeGpt2: PreTokenizer = { passes: [gpt2] }
const likeQwen2: PreTokenizer = { passes: [qwen2] }
const likeLlama3: PreTokenizer = { passes: [llama3], ignoresMerges: true, addsBos: true }
const llama3Words: PreTokenizer = { passes: [llama3] }
const likeGpt4o: PreTokenizer = { passes: [gpt4o] }
const likeBloom: PreTokenizer = { passes: [bloom] }
const bailing: PreTokenizer = {
  passes: [String.raw`'(?i:[sdmt]|ll|ve|re)|${word}|\p{N}|${marks}|\s*[\r\n]|\s+(?!\S)|\s+`],
}

export const preTokenizers: Readonly<Record<string, PreTokenizer>> = {
  default: {
    passes: [fallbackMarks, gpt2, String.raw`\p{N}+`, '[0-9][0-9][0-9]'],
  },
  'gpt-2': likeGpt2,
  'phi-2': likeGpt2,
  'jina-es': likeGpt2,
  'jina-de': likeGpt2,
  'jina-v1-en': likeGpt2,
  'jina-v2-es': likeGpt2,
  'jina-v2-de': likeGpt2,
  'jina-v2-code': likeGpt2,
  'roberta-bpe': likeGpt2,
  gigachat: likeGpt2,
  'a.x-4.0': likeGpt2,
  mellum: likeGpt2,
  'modern-bert': likeGpt2,
  exaone4: likeGpt2,
  mpt: likeGpt2,
  olmo: likeGpt2,
  jais: likeGpt2,
  trillion: likeGpt2,
  'granite-docling': likeGpt2,
  llama3: likeLlama3,
  'llama-v3': likeLlama3,
  'llama-bpe': likeLlama3,
  falcon3: likeLlama3,
  'falcon-h1': likeLlama3,
  pixtral: likeLlama3,
  'midm-2.0': likeLlama3,
  lfm2: likeLlama3,
  'jina-v5-nano': likeLlama3,
  dbrx: llama3Words,
  'smaug-bpe': llama3Words,
  glm4: llama3Words,
  'chatglm-bpe': llama3Words,
  qwen2: likeQwen2,
  'deepseek-r1-qwen': likeQwen2,
  kormo: likeQwen2,
  f2llmv2: likeQwen2,
  megrez: likeQwen2,
  stablelm2: likeQwen2,
  hunyuan: likeQwen2,
  'solar-open': likeQwen2,
  'grok-2': likeQwen2,
  qwen35: {
    passes: [
      String.raw`${anyCase}|${before}[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|${spaces}`,
    ],
  },
  'seed-coder': {
    passes: [String.raw`${anyCase}|${word}|\p{N}| ?[^\s\p{L}\p{N}\r\n]+|${spaces}`],
  },
  'gpt-4o': likeGpt4o,
  llama4: likeGpt4o,
  kanana2: likeGpt4o,
  'minimax-m2': likeGpt4o,
  tekken: { passes: [tekken], ignoresMerges: true, addsBos: true },
  'deepseek-llm': {
    passes: [
      String.raw`[\r\n]`,
      String.raw`\s?[${casedLetters}]+`,
      String.raw`\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+`,
      trailingSpaces,
      ideographs,
      String.raw`\p{N}+`,
    ],
  },
  'deepseek-coder': {
    passes: [
      String.raw`[\r\n]`,
      String.raw`\s?\p{L}+`,
      String.raw`\s?\p{P}+`,
      ideographs,
      String.raw`\p{N}`,
    ],
  },
  'deepseek-v3': deepseekV3,
  'hunyuan-dense': deepseekV3,
  'joyai-llm': deepseekV3,
  youtu: {
    passes: [
      String.raw`[\uac00-\ud7a3\u3131-\u318e]+|[\uff01\u2026\u201c\u201d\u2018\u2019\u2014\uff1a\uff1b\uff0c\u3001-\u303f\ufe30-\ufe4f]+|[\u3105-\u312f]+|[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+`,
      String.raw`${cased(`${anyCase}?`)}|\p{N}|${slashed}|${spaces}`,
    ],
    ignoresMerges: true,
  },
  falcon: {
    passes: [String.raw`[\p{P}\$\+<=>\^~\|\u0060]+`, gpt2, '[0-9][0-9][0-9]'],
  },
  starcoder: digitsThenGpt2,
  refact: digitsThenGpt2,
  'command-r': digitsThenGpt2,
  smollm: digitsThenGpt2,
  codeshell: digitsThenGpt2,
  exaone: digitsThenGpt2,
  'minerva-7b': digitsThenGpt2,
  'poro-chat': likeBloom,
  bloom: likeBloom,
  'gpt3-finnish': likeBloom,
  viking: { passes: [bloom, String.raw`\p{N}`] },
  bailingmoe: bailing,
  bailingmoe2: bailing,
  'llada-moe': bailing,
  'exaone-moe': {
    passes: [
      String.raw`${anyCase}|${before}(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+`,
    ],
  },
}
