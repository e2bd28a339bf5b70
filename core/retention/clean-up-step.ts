import type { CleanUpItem } from '../../contract/index.ts'

/** One thing that is to go, and how it goes. */
export interface CleanUpStep {
  item: CleanUpItem
  remove(): Promise<void>
}
