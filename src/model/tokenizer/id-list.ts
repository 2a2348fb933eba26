/** A list of ids that grows, in one typed array. Does not shrink and is used by one encoding at a time. */

const FIRST_CAPACITY = 64

export class IdList {
  #ids = new Int32Array(FIRST_CAPACITY)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(id: number): void {
    if (this.#length === this.#ids.length) {
      const grown = new Int32Array(this.#length * 2)
      grown.set(this.#ids)
      this.#ids = grown
    }
    this.#ids[this.#length] = id
    this.#length += 1
  }

  pushAll(ids: ArrayLike<number>): void {
    for (let index = 0; index < ids.length; index += 1) this.push(ids[index]!)
  }

  toArray(): Int32Array {
    return this.#ids.slice(0, this.#length)
  }
}
