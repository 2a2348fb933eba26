/**
 * Where a package that is not installed beside this one is found: an import of its name is led to a folder that a person named.
 *
 * For optional peers that are too large to depend on. Only that one name is led there, and only its import; the package finds its own
 * dependencies from where it lies.
 */

import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** From now on, for this process. `folder` is the package's own. */
export function findPackageIn(folder: string, name: string): void {
  const parentURL = pathToFileURL(`${folder}/package.json`).href
  registerHooks({
    resolve(specifier, context, next) {
      return next(specifier, specifier === name ? { ...context, parentURL } : context)
    },
  })
}
