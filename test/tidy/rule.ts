/** A rule of style as data: what it says, what it forbids, and a sample that it must refuse. */

import type { SourceFile, Violation } from './source-file.ts'

export interface Rule {
  readonly name: string
  /** Why the rule is worth a red test. */
  readonly why: string
  appliesTo(path: string): boolean
  check(file: SourceFile): readonly Violation[]
  /** Files that the rule must refuse and pass: a rule that cannot fail is no rule. */
  readonly bad: readonly Sample[]
  readonly good: readonly Sample[]
}

export interface Sample {
  readonly path: string
  readonly source: string
}

export interface Exemption {
  readonly rule: string
  readonly path: string
  readonly reason: string
}
