/**
 * Who speaks in a scope, as numbers, and which of them a word names.
 *
 * A speaker is known while a live slot is theirs: once nobody called Ada has a turn left, "Ada" is a word like any other. Invariant: what a
 * word names depends only on the live slots, so speakers that share a word come in the order of their names, not of their numbers.
 */

import { forEachWord } from '../text/tokenise.ts'

export class SpeakerNames {
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()
  /** Live slots of each speaker. */
  readonly #slotCounts: number[] = []
  /** Folded word of a name -> speakers that have it, those without a slot included. */
  readonly #byWord = new Map<string, number[]>()

  nameOf(speaker: number): string {
    return this.#names[speaker]!
  }

  /** One more slot is this speaker's; returns the speaker's number. */
  hold(name: string): number {
    const speaker = this.#numbers.get(name) ?? this.#add(name)
    this.#slotCounts[speaker]! += 1
    return speaker
  }

  release(speaker: number): void {
    this.#slotCounts[speaker]! -= 1
  }

  /** Speakers with a slot whose name has the word, in the order of their names. */
  named(word: string): readonly number[] {
    return (this.#byWord.get(word) ?? []).filter((speaker) => this.#slotCounts[speaker]! > 0)
  }

  #add(name: string): number {
    const added = this.#names.length
    this.#names.push(name)
    this.#numbers.set(name, added)
    this.#slotCounts.push(0)
    forEachWord(name, (word) => {
      const speakers = this.#byWord.get(word) ?? []
      if (speakers.includes(added)) return
      const after = speakers.findIndex((other) => name < this.#names[other]!)
      speakers.splice(after < 0 ? speakers.length : after, 0, added)
      this.#byWord.set(word, speakers)
    })
    return added
  }
}
