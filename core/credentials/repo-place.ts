/** A repository's server and its path there; `null` for a folder of this machine. */
export interface RepoPlace {
  host: string
  /** `owner/name`, without `.git`. */
  path: string
  /** Of a user other than `git`, or of a port other than the usual one, nothing can be rewritten. */
  plain: boolean
  isSsh: boolean
}

export function placeOf(repo: string): RepoPlace | null {
  const https = /^https?:\/\/([^/:@]+)(:\d+)?\/(.+)$/.exec(repo)
  if (https) return { host: https[1]!, path: bare(https[3]!), plain: !https[2], isSsh: false }
  const ssh = /^ssh:\/\/(?:([^@/]+)@)?([^/:@]+)(:\d+)?\/(.+)$/.exec(repo)
  if (ssh) return { host: ssh[2]!, path: bare(ssh[4]!), plain: !ssh[3] && ssh[1] === 'git', isSsh: true }
  const short = /^([^@/:]+)@([^/:]+):(.+)$/.exec(repo)
  if (short) return { host: short[2]!, path: bare(short[3]!), plain: short[1] === 'git', isSsh: true }
  return null
}

/** The server of an address and its port, `null` where it is the usual one. */
export function serverOf(repo: string): { host: string; port: string | null } {
  const port = /^[a-z+]+:\/\/[^/]*:(\d+)\//.exec(repo)?.[1] ?? null
  return { host: placeOf(repo)?.host ?? repo, port }
}

/** How git names the server of an address when it asks for a login: with the port, where it is not the usual one. */
export function authorityOf(repo: string): string | null {
  const place = placeOf(repo)
  if (place === null) return null
  const { port } = serverOf(repo)
  return place.isSsh || port === null ? place.host : `${place.host}:${port}`
}

/** The address by which a token reaches a repository. */
export function httpsAddress(repo: string): string {
  const place = placeOf(repo)
  return place?.isSsh && place.plain ? `https://${place.host}/${place.path}.git` : repo
}

/** The address by which a deploy key reaches a repository. */
export function sshAddress(repo: string): string {
  const place = placeOf(repo)
  return place && !place.isSsh && place.plain ? `git@${place.host}:${place.path}.git` : repo
}

function bare(path: string): string {
  return path.replace(/\/+$/, '').replace(/\.git$/, '')
}
