import { createMasker, type Masker } from './masker.ts'

/** A masker that can be told of further values while a run is at work. */
export interface GrowingMasker extends Masker {
  add(secrets: readonly string[]): void
}

export function createGrowingMasker(secrets: readonly string[]): GrowingMasker {
  let known = [...secrets]
  let inner = createMasker(known)
  return {
    get active() {
      return inner.active
    },
    text: (value) => inner.text(value),
    excerpt: (value) => inner.excerpt(value),
    bytes: (input) => inner.bytes(input),
    last: (input) => inner.last(input),
    add(more) {
      known = [...known, ...more]
      inner = createMasker(known)
    },
  }
}
