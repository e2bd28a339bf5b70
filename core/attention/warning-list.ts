import type { Warning } from './oven-troubles.ts'

/** Warnings kept to be shown, newest last. */
const KEPT_AT_MOST = 20

/** What the oven warned of since its host began. The same sentence is kept once, with its first time. */
export function createWarningList(now: () => string) {
  const kept: Warning[] = []
  return {
    add(sentence: string): void {
      if (!kept.some((warning) => warning.sentence === sentence)) kept.push({ sentence, at: now() })
      if (kept.length > KEPT_AT_MOST) kept.shift()
    },
    all: (): readonly Warning[] => kept,
    sentences: (): string[] => kept.map(({ sentence }) => sentence),
  }
}
