/**
 * The seam of the MCP server: one tool is a name, a schema of its arguments, annotations, and a function.
 *
 * Tool and argument names are mem0's, so that a client configured for its server finds the same tools here. Arguments are
 * checked strictly: an unknown one is refused with its nearest spelling, because a model that misspells a filter must not get
 * an unfiltered answer.
 */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import { nearest } from '../stdx/nearest.ts'

export type McpScope = Parameters<Memory['list']>[0]['scope']
export type CubeIdText = Parameters<Memory['get']>[0]

export interface McpToolContext {
  readonly memory: Memory
  /** Used where a call names no scope; null: every call must. */
  readonly defaultScope: McpScope | null
}

export interface McpAnnotations {
  readonly title: string
  readonly readOnlyHint: boolean
  readonly destructiveHint: boolean
  readonly idempotentHint: boolean
  readonly openWorldHint: false
}

export interface McpToolResult {
  readonly structured: Record<string, unknown>
  /** What a client shows that reads no structured results. */
  readonly text: string
  /** Beside the result, for programs: `loci/event_id` of a change. */
  readonly meta?: Record<string, unknown>
}

export interface McpTool {
  readonly name: string
  readonly description: string
  readonly annotations: McpAnnotations
  readonly input: z.ZodObject
  readonly output: z.ZodObject
  /** Failures are told by their message alone, as the server whose tool it is does. */
  readonly isPlainSpoken: boolean
  call(context: McpToolContext, input: unknown): Promise<McpToolResult>
}

/** `reads`: changes nothing; `adds`: takes nothing away; `changes`: replaces or removes. */
export type ToolEffect = 'reads' | 'adds' | 'changes'

export function annotationsOf(title: string, effect: ToolEffect): McpAnnotations {
  return {
    title,
    readOnlyHint: effect === 'reads',
    destructiveHint: effect === 'changes',
    idempotentHint: effect === 'reads',
    openWorldHint: false,
  }
}

/** A tool whose function gets its arguments checked and typed. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(tool: {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly effect: ToolEffect
  readonly input: Input
  readonly output: Output
  run(context: McpToolContext, input: z.output<Input>): Promise<z.input<Output>>
}): McpTool {
  const { name, title, description, effect, input, output } = tool
  return {
    name,
    description,
    input,
    output,
    annotations: annotationsOf(title, effect),
    isPlainSpoken: false,
    async call(context, given) {
      const structured = await tool.run(context, checkArguments(name, input, given))
      return { structured, text: JSON.stringify(structured) }
    },
  }
}

/** Throws INPUT_UNKNOWN_KEY, INPUT_INVALID. */
export function checkArguments<Input extends z.ZodObject>(
  toolName: string,
  schema: Input,
  given: unknown,
): z.output<Input> {
  const checked = schema.safeParse(given ?? {})
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const known = Object.keys(schema.shape)
    const near = nearest(key, known)
    throw new LociError('INPUT_UNKNOWN_KEY', `${toolName} has no argument ${JSON.stringify(key)}`, {
      hint: near === undefined ? `Its arguments: ${known.join(', ')}.` : `Did you mean ${near}?`,
    })
  }
  const field = issue?.path.join('.') ?? ''
  throw new LociError(
    'INPUT_INVALID',
    `${toolName}: ${field === '' ? '' : `${field}: `}${issue?.message}`,
  )
}

/** What every tool answers that changes something. */
export const changed = z.object({
  event_id: z.string().describe('Pass it to undo_change to take this back.'),
  ids: z.array(z.string()),
})

export function changeOf({
  batch,
  ids,
}: {
  readonly batch: string
  readonly ids: readonly string[]
}): z.output<typeof changed> {
  return { event_id: batch, ids: [...ids] }
}

export const scopeArguments = {
  user_id: z
    .string()
    .optional()
    .describe('Whose memory it is. Default: the one the server was started with.'),
  agent_id: z.string().optional().describe('The agent that the memory belongs to.'),
  run_id: z.string().optional().describe('The session or run that the memory belongs to.'),
}

/** The scope that a call names, else the server's. Throws SCOPE_MISSING. */
export function scopeOf(
  { defaultScope }: McpToolContext,
  named: {
    user_id?: string | undefined
    agent_id?: string | undefined
    run_id?: string | undefined
  },
): McpScope {
  const { user_id: user, agent_id: agent, run_id: run } = named
  const scope = {
    ...defaultScope,
    ...(user === undefined ? {} : { user }),
    ...(agent === undefined ? {} : { agent }),
    ...(run === undefined ? {} : { run }),
  }
  if (Object.keys(scope).length > 0) return scope
  throw new LociError('SCOPE_MISSING', 'the call names no user_id, agent_id or run_id', {
    hint: 'Name one, or start the server with a scope: loci mcp --user ada.',
  })
}
