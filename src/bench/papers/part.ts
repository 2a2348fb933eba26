/** One part of `loci bench papers`: cases that are equal or not, said one by one. */

export interface PaperCase {
  readonly name: string
  readonly got: string | number
  readonly expected: string | number
}

export interface PaperPart {
  readonly name: 'helm' | 'llm-viewer' | 'mooncake' | 'past-future' | 'generators'
  readonly cases: readonly PaperCase[]
  /** Figures beside. */
  readonly figures?: Readonly<Record<string, number>>
  readonly notes?: readonly string[]
}

export function isEqual({ got, expected }: PaperCase): boolean {
  return got === expected
}
