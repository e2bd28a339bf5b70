import type { JobFileEntry, JobStore } from '../../../core/ports/job-store.ts'

/** A jobs file that a test can see into and change from outside. */
export class MemoryJobStore implements JobStore {
  text: string
  writes = 0
  reads = 0
  #listener: () => void = () => {}

  constructor(jobs: unknown[] = []) {
    this.text = JSON.stringify(jobs)
  }

  get jobs(): Record<string, unknown>[] {
    return JSON.parse(this.text)
  }

  read(): JobFileEntry[] {
    this.reads += 1
    return JSON.parse(this.text)
  }

  write(jobs: JobFileEntry[]): void {
    this.writes += 1
    this.text = JSON.stringify(jobs)
  }

  onExternalChange(listener: () => void): () => void {
    this.#listener = listener
    return () => {}
  }

  editByHand(jobs: unknown[]): void {
    this.text = JSON.stringify(jobs)
    this.#listener()
  }
}
