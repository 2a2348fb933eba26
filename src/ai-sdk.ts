/** `loci/ai-sdk`: memory around a model, as a middleware and as tools of the AI SDK. */

export {
  createLociMiddleware,
  type LociMiddleware,
  type LociMiddlewareOptions,
  type MemoryForChat,
} from './interop/ai-sdk-middleware.ts'
export { type AiSdkModel, withLoci } from './interop/ai-sdk-model.ts'
export {
  type AiSdkTool,
  createLociTools,
  type LociTools,
  type LociToolsOptions,
} from './interop/ai-sdk-tools.ts'
