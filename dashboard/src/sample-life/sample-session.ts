/** The shape of one conversation of the sample life. */

export interface SampleTurn {
  readonly speaker: 'Ines' | 'Tom' | 'Priya'
  /** UTC, `19:02`. */
  readonly time: string
  readonly text: string
  /** What a shared picture shows. */
  readonly caption?: string
}

export interface SampleSession {
  readonly name: string
  /** `2025-11-09`. */
  readonly date: string
  readonly turns: readonly SampleTurn[]
}
