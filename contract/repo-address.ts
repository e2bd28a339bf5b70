const forms =
  'must be "https://host/owner/repo", "ssh://git@host/owner/repo", "git@host:owner/repo" or an absolute path on this machine'

const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * What is wrong with the address of a git repository, as the end of a sentence that begins with its field; null when
 * nothing is. The address itself is never repeated, since it may hold a login.
 */
export function repoAddressFault(address: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must be refused
  if (/[\x00-\x20\x7f\\]/.test(address)) return `${forms}, without spaces or backslashes`
  if (address.startsWith('-')) return `${forms}; git would take a leading "-" for an option`
  if (/^(?:\/|~\/)./.test(address)) return null
  if (address.startsWith('file:'))
    return 'must be the path itself, such as "/srv/repo" in place of "file:///srv/repo"'
  if (/^[a-z0-9]+::/i.test(address)) return `${forms}; transport helpers ("name::…") are not accepted`
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return urlFault(address)
  if (/^[A-Za-z0-9_.-]+@[A-Za-z0-9][A-Za-z0-9.-]*:[^:/-][^:]*$/.test(address)) return null
  if (/^[A-Za-z0-9_.-]+@[A-Za-z0-9][A-Za-z0-9.-]*:\/[^/:-][^:]*$/.test(address)) return null
  return forms
}

function urlFault(address: string): string | null {
  const url = URL.parse(address)
  if (url === null || /^[a-z]+:\/\/\//.test(address)) return forms
  if (!/^(?:\[[0-9a-f:]+\]|[a-z0-9_][a-z0-9_.-]*)$/i.test(url.hostname)) return forms
  if (url.protocol === 'http:' && !thisMachine.has(url.hostname))
    return 'must begin with "https://"; "http://" is accepted only for this machine itself, since it shows logins to the network'
  if (!['https:', 'http:', 'ssh:'].includes(url.protocol)) return forms
  if (url.password !== '' || (url.protocol !== 'ssh:' && url.username !== ''))
    return 'must not hold a login or token; keep that as a secret and name it in "source.credentials"'
  if (url.search !== '' || url.hash !== '') return `${forms}, without "?" or "#"`
  if (url.username.startsWith('-') || url.pathname.length < 2 || url.pathname.startsWith('/-')) return forms
  return null
}
