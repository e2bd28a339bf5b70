/** Looks at local repositories on the host, for jobs whose source is a path. Implemented by `adapters/git`. */
export interface SourceInspector {
  /**
   * The real path of a local repository and, when its `origin` is a local bare repository too, that one's real path,
   * which a run needs to push to. Throws `repo-missing` when there is no git repository at `path`.
   */
  inspectLocal(path: string): Promise<{ path: string; localOrigin: string | null }>
}
