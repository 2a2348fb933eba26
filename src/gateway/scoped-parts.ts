/**
 * The parts of a Memory held to the scopes of a key: core blocks, files, the knowledge graph.
 *
 * Each of their calls names an exact scope; `check` throws FORBIDDEN for one that the key may not touch. Nothing else is decided here.
 */

import type { Blocks } from '../memory/blocks.ts'
import type { Files } from '../memory/files.ts'
import type { KnowledgeGraph } from '../memory/knowledge-graph.ts'
import type { Scope } from '../store/scope.ts'

type Check = (scope: Scope) => void

/** A call whose first argument names the scope, checked before anything is done. */
function held<Input extends { readonly scope: Scope }, Output>(
  check: Check,
  call: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    check(input.scope)
    return call(input)
  }
}

function heldScope<Output>(
  check: Check,
  call: (scope: Scope) => Promise<Output>,
): (scope: Scope) => Promise<Output> {
  return async (scope) => {
    check(scope)
    return call(scope)
  }
}

export function scopedBlocks(blocks: Blocks, check: Check): Blocks {
  return {
    put: held(check, (input) => blocks.put(input)),
    append: held(check, (input) => blocks.append(input)),
    replace: held(check, (input) => blocks.replace(input)),
    remove: held(check, (input) => blocks.remove(input)),
    list: heldScope(check, (scope) => blocks.list(scope)),
    get: held(check, (block) => blocks.get(block)),
    history: held(check, (block) => blocks.history(block)),
  }
}

export function scopedFiles(files: Files, check: Check): Files {
  return {
    run: held(check, (input) => files.run(input)),
    list: heldScope(check, (scope) => files.list(scope)),
    get: held(check, (file) => files.get(file)),
    history: held(check, (file) => files.history(file)),
  }
}

export function scopedKnowledge(knowledge: KnowledgeGraph, check: Check): KnowledgeGraph {
  return {
    read: heldScope(check, (scope) => knowledge.read(scope)),
    createEntities: held(check, (call) => knowledge.createEntities(call)),
    createRelations: held(check, (call) => knowledge.createRelations(call)),
    addObservations: held(check, (call) => knowledge.addObservations(call)),
    deleteEntities: held(check, (call) => knowledge.deleteEntities(call)),
    deleteObservations: held(check, (call) => knowledge.deleteObservations(call)),
    deleteRelations: held(check, (call) => knowledge.deleteRelations(call)),
  }
}
