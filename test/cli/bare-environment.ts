/**
 * What a process of ours gets of this one's environment: where programs are, and where compiled sources are kept (`npm test` names a
 * folder, so that a hundred starts do not compile the same files a hundred times). No setting of Loci comes along.
 */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  return NODE_COMPILE_CACHE === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE }
}
