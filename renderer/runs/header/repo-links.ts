/** Where a repository's commits and branches can be looked at in a browser. */
export interface RepoLinks {
  commit: (sha: string) => string
  branch: (name: string) => string
}

const hosts: Record<string, { commit: string; branch: string }> = {
  'github.com': { commit: '/commit/', branch: '/tree/' },
  'gitlab.com': { commit: '/-/commit/', branch: '/-/tree/' },
  'bitbucket.org': { commit: '/commits/', branch: '/branch/' },
}

/**
 * The pages of a repository at one of the hosts whose addresses are known, made from how the job names it (`https`, `ssh`
 * or `git@host:owner/repo`). `null` for any other, and for folders of this machine.
 */
export function repoLinks(repo: string): RepoLinks | null {
  const [, host, path] =
    /^(?:https?|ssh):\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(repo) ??
    /^[\w.-]+@([^:/]+):(.+)$/.exec(repo) ??
    []
  const pages = hosts[(host ?? '').toLowerCase().replace(/^www\./, '')]
  const name = path?.replace(/\/+$/, '').replace(/\.git$/, '')
  if (pages === undefined || name === undefined || !/^[\w.-]+(?:\/[\w.-]+)+$/.test(name)) return null
  const home = `https://${(host ?? '').toLowerCase().replace(/^www\./, '')}/${name}`
  const encoded = (text: string) => text.split('/').map(encodeURIComponent).join('/')
  return {
    commit: (sha) => `${home}${pages.commit}${encodeURIComponent(sha)}`,
    branch: (branch) => `${home}${pages.branch}${encoded(branch)}`,
  }
}
