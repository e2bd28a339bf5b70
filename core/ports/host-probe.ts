/** The state of the machine the oven runs on. Implemented by `adapters/files`. */
export interface HostProbe {
  /** Space left for files below `path`, for this user. */
  freeBytes(path: string): Promise<number>
}
