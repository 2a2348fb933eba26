/** The scope that holds the sample life; apart from its conversations, which are loaded only when they are wanted. */

import type { Scope } from '../api-types.ts'

export const sampleScope: Scope = { user: 'ines-sample' }
export const sampleScopeKey = 'user=ines-sample'
