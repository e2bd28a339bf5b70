export interface Releases {
  add(release: () => void | Promise<void>): void
  /** Gives everything back, last taken first, each once. One that fails does not keep the others; the first error is thrown. */
  run(): Promise<void>
}

/** What was taken and must be given back, in the other order. */
export function createReleases(): Releases {
  const stack: (() => void | Promise<void>)[] = []
  return {
    add: (release) => void stack.push(release),
    async run() {
      const errors: unknown[] = []
      for (let release = stack.pop(); release; release = stack.pop()) {
        try {
          await release()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
