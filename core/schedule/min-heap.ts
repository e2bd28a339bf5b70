/** What a heap keeps: when it is due, and its own place, so that it can be taken out from the middle. */
export interface HeapItem {
  dueAt: number
  heapIndex: number
}

/** A binary heap with the earliest item on top. `heapIndex` is -1 for an item that is not in it. */
export class MinHeap<Item extends HeapItem> {
  readonly #items: Item[] = []

  get size(): number {
    return this.#items.length
  }

  peek(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    this.#items.push(item)
    this.#rise(this.#items.length - 1, item)
  }

  pop(): Item | undefined {
    const top = this.#items[0]
    if (top !== undefined) this.remove(top)
    return top
  }

  remove(item: Item): void {
    const index = item.heapIndex
    if (index === -1) return
    item.heapIndex = -1
    const last = this.#items.pop()!
    if (last === item) return
    this.#sink(index, last)
    this.#rise(last.heapIndex, last)
  }

  #rise(from: number, item: Item): void {
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#items[parentIndex]!
      if (parent.dueAt <= item.dueAt) break
      this.#place(index, parent)
      index = parentIndex
    }
    this.#place(index, item)
  }

  #sink(from: number, item: Item): void {
    let index = from
    for (;;) {
      let childIndex = index * 2 + 1
      if (childIndex >= this.#items.length) break
      const right = this.#items[childIndex + 1]
      if (right !== undefined && right.dueAt < this.#items[childIndex]!.dueAt) childIndex++
      const child = this.#items[childIndex]!
      if (child.dueAt >= item.dueAt) break
      this.#place(index, child)
      index = childIndex
    }
    this.#place(index, item)
  }

  #place(index: number, item: Item): void {
    this.#items[index] = item
    item.heapIndex = index
  }
}
