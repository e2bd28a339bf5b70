/** What runs have left in the oven's folder: logs with their transcripts, and artifacts. Implemented by `adapters/files`. */
export interface RunFiles {
  /** Everything that is kept, in no order. Files that are not a run's are never among it. */
  list(): Promise<KeptRun[]>
  /** Removes one kind of a run's files; no error when they are gone. Throws `file-refused`. */
  remove(run: KeptRun, kind: 'log' | 'artifacts'): Promise<void>
}

export interface KeptRun {
  runId: string
  /** Where the log lies; null when only artifacts are left. */
  jobId: string | null
  logBytes: number
  artifactBytes: number
  /** When the newest of them was last written to. */
  modifiedAt: string
}
