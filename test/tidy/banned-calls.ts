/**
 * Calls that have one home, as data: the pattern, where it may stand, and what to write instead.
 *
 * Searched in code without comments and strings. Time, chance, disk and environment come in through the host or the command line, so
 * that storms can simulate them and a policy can be replayed.
 */

import type { Rule } from './rule.ts'
import { isShipped, violationsOf } from './source-file.ts'

interface Ban {
  readonly name: string
  readonly pattern: RegExp
  readonly instead: string
  /** Paths (prefixes) that may. */
  readonly allowed?: readonly string[]
  /** Only these paths are held to it; all of src when absent. */
  readonly within?: readonly string[]
  readonly bad: string
  readonly good: string
}

const bans: readonly Ban[] = [
  {
    name: 'wall-clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)/g,
    allowed: ['src/host/'],
    instead: 'take nowMs, or read host.clock',
    bad: 'const at = Date.now()',
    good: 'const at = new Date(nowMs).toISOString()',
  },
  {
    name: 'monotonic-clock',
    pattern: /\bperformance\.now\b|\bprocess\.hrtime\b/g,
    allowed: ['src/host/'],
    instead: 'read host.clock.monotonicMs()',
    bad: 'const start = performance.now()',
    good: 'const start = clock.monotonicMs()',
  },
  {
    name: 'unseeded-random',
    pattern: /\bMath\.random\b|\bcrypto\.(?:randomUUID|getRandomValues)\b/g,
    allowed: ['src/host/'],
    instead: 'use host.random for ids and keys, stdx/prng.ts with a seed for draws',
    bad: 'if (Math.random() < 0.5) evict()',
    good: 'if (prng.chance(0.5)) evict()',
  },
  {
    name: 'timers',
    pattern: /\b(?:setTimeout|setInterval)\s*\(/g,
    allowed: ['src/host/', 'src/model/deadline.ts'],
    instead: 'ask the host to wait, or use withinDeadline, so that waiting has one form',
    bad: 'setTimeout(retry, 100)',
    good: 'await host.sleep(100)',
  },
  {
    name: 'network',
    pattern: /(?<![.\w#])fetch\s*\(|\bnew (?:WebSocket|EventSource)\b/g,
    allowed: ['src/host/', 'src/provider/'],
    instead: 'only provider/ reaches out; take its port',
    bad: 'const answer = await fetch(url)',
    good: 'const answer = await app.fetch(request)',
  },
  {
    name: 'environment',
    pattern: /\bprocess\.env\b/g,
    allowed: ['src/cli/'],
    instead: 'read the environment in cli/ and pass the value',
    bad: 'const url = process.env.LOCI_UPSTREAM_URL',
    good: 'const url = options.upstreamUrl',
  },
  {
    name: 'process',
    pattern: /\bprocess\.(?!env\b)\w+/g,
    allowed: ['src/cli/', 'src/host/'],
    instead: 'only cli/ and host/ know that there is a process',
    bad: "process.on('SIGTERM', drain)",
    good: 'gateway.close()',
  },
  {
    name: 'console',
    pattern: /\bconsole\.\w+/g,
    allowed: ['src/cli/'],
    instead: 'return it, throw it, or hand it to the caller',
    bad: "console.warn('slow')",
    good: "log('slow')",
  },
  {
    name: 'untyped-error',
    pattern: /\bnew (?:Error|TypeError|RangeError|SyntaxError)\s*\(/g,
    instead: 'throw a LociError with a code of errors.ts, or assert',
    bad: "throw new Error('no such memory')",
    good: "throw new LociError('MEMORY_NOT_FOUND', 'there is no memory 7')",
  },
  {
    name: 'pure-policy',
    pattern: /\b(?:async|await|Promise|console|logger|Date|performance|Math\.random|setTimeout)\b/g,
    within: ['src/policy/', 'src/kv/', 'src/engine/engine.ts'],
    instead: 'a policy is facts in, a rank or a choice out',
    bad: 'export async function rank() {}',
    good: 'export function rank(facts: Facts): number { return facts.useCount }',
  },
  {
    name: 'not-erasable',
    pattern:
      /^[ \t]*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w|^[ \t]*(?:export\s+)?namespace\s+\w|\bconstructor\s*\(\s*(?:[^)]*,\s*)?(?:private|public|protected|readonly)\s|^[ \t]*@\w+\s*(?:\(|$)/gm,
    instead: 'types must erase: unions for enums, fields for parameter properties, no decorators',
    bad: 'export enum Color { Red }',
    good: "export type Color = 'red' | 'blue'\nclass A { constructor(a: readonly Color[]) {} }",
  },
  {
    name: 'export-star-or-default',
    pattern: /\bexport\s*\*|\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/g,
    instead: 'named exports only, one by one',
    bad: "export * from './x.ts'",
    good: "export { x } from './x.ts'",
  },
  {
    name: 'vague-class-name',
    pattern: /\bclass\s+\w+(?:Manager|Helper|Service|Processor|Base|Impl|Util|Utils)\b/g,
    instead: 'name the noun; if there is none, the responsibility is not yet understood',
    bad: 'class StoreManager {}',
    good: 'class Store {}',
  },
]

function ruleOf(ban: Ban): Rule {
  const home = ban.within?.[0] ?? 'src/memory/'
  const path = home.endsWith('.ts') ? home : `${home}sample.ts`
  return {
    name: ban.name,
    why: ban.instead,
    appliesTo: (file) =>
      isShipped(file) &&
      (ban.within === undefined || ban.within.some((prefix) => file.startsWith(prefix))),
    check: (file) =>
      ban.allowed?.some((prefix) => file.path.startsWith(prefix)) === true
        ? []
        : violationsOf(
            file,
            file.code,
            ban.pattern,
            (match) => `${match[0].trim()}: ${ban.instead}`,
          ),
    bad: [{ path, source: `${ban.bad}\n` }],
    good: [
      { path, source: `${ban.good}\n// ${ban.bad}\n` },
      ...(ban.allowed ?? []).map((prefix) => ({
        path: prefix.endsWith('.ts') ? prefix : `${prefix}sample.ts`,
        source: `${ban.bad}\n`,
      })),
    ],
  }
}

export const bannedCallRules: readonly Rule[] = bans.map(ruleOf)

/** Words of other people's wires, by the folders that speak them. Searched with strings, without comments. */
export const wireNamesRule: Rule = {
  name: 'wire-names',
  why: 'vendors change their wires; only the edges may notice',
  appliesTo: isShipped,
  check: (file) =>
    ['gateway', 'provider', 'mcp', 'interop', 'cli', 'bench', 'errors.ts'].includes(
      file.path.split('/')[1]!,
    )
      ? []
      : violationsOf(
          file,
          file.text,
          /chat\.completion|chatcmpl|\bopenai\b|jsonrpc|\bmcp:\/\/|anthropic/gi,
          (match) =>
            `${match[0]}: only gateway/, provider/, mcp/, interop/ and cli/ know vendors' wire names`,
        ),
  bad: [{ path: 'src/memory/x.ts', source: "const object = 'chat.completion.chunk'\n" }],
  good: [
    { path: 'src/gateway/x.ts', source: "const object = 'chat.completion.chunk'\n" },
    { path: 'src/memory/x.ts', source: '/** As openai does. */\nexport const x = 1\n' },
  ],
}

/** A statement at the left margin that calls or waits. */
const topLevelCall =
  /^(?:await\b|(?!(?:if|for|while|switch|function|catch)\b)([a-z_$][\w$]*)[\w$.]*\()/gm

/** Filling a table that the same file declares is no effect that anybody else can see. */
function isOwnTable(code: string, name: string | undefined): boolean {
  return name !== undefined && new RegExp(`^(?:export )?const ${name}\\b`, 'm').test(code)
}

export const importTimeRule: Rule = {
  name: 'import-time-effect',
  why: 'importing a module does nothing',
  appliesTo: (path) => isShipped(path) && path !== 'src/cli/main.ts',
  check: (file) =>
    violationsOf(file, file.code, topLevelCall, (match) =>
      isOwnTable(file.code, match[1])
        ? null
        : `${match[0].trim()}: importing does nothing; put it in a function`,
    ),
  bad: [
    { path: 'src/memory/x.ts', source: 'register(words)\n' },
    { path: 'src/memory/x.ts', source: 'await open()\n' },
    { path: 'src/memory/x.ts', source: 'globalThis.list.push(1)\n' },
  ],
  good: [
    { path: 'src/memory/x.ts', source: 'export const words = define()\n' },
    { path: 'src/memory/x.ts', source: "const words = new Map()\nwords.set('a', 1)\n" },
  ],
}
