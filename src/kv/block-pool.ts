/**
 * Blocks of the cache: who holds which, without their bytes.
 */

import type { Brand } from '../stdx/brand.ts'

/** Index of a block, 0-based. */
export type BlockId = Brand<number, 'BlockId'>
