/** A small project with a pipeline of four stages, as a git repository on this machine with a bare `origin`. */
export interface SampleRepository {
  path: string
  remote: string
  branch: string
  pipeline: string
}

export interface SampleMaker {
  /** Makes it where there is none yet. Throws `sample-failed` with the reason when that does not work. */
  make(): Promise<SampleRepository>
}
