/** Where paths of the host really lead. Implemented by `adapters/files`. */
export interface HostPaths {
  /**
   * Follows symbolic links. Of a path that is not there, as far as it is; the rest is added unchanged. `kind` is `null`
   * for what is not there. Throws `path-unreadable` when the way to it may not be looked at.
   */
  resolve(path: string): Promise<{ path: string; kind: 'folder' | 'file' | 'socket' | 'other' | null }>
}
