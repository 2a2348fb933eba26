/** `loci/langgraph`: LangGraph's long-term store over a memory. */

export {
  type LangGraphItem,
  type LangGraphSearchItem,
  LociStore,
  type LociStoreOptions,
} from './interop/langgraph-store.ts'
