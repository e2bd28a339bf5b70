/**
 * Tells a name from everything else a client may ask for: `{name}`, `{reason: 'raw-address'}` for an address in any
 * spelling the resolver would take for one (`127.1`, `0x7f.1`, `2130706433`), `{reason: 'not-a-name'}` for the rest.
 * A last label of digits is what makes a host a number: https://url.spec.whatwg.org/#ends-in-a-number-checker
 */
export function readName(host) {
  if (host.startsWith('[') || host.includes(':')) return { reason: 'raw-address' }
  const name = host.toLowerCase().replace(/\.$/, '')
  const labels = name.split('.')
  if (/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return { reason: 'raw-address' }
  const isName =
    name.length <= 253 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
  return isName ? { name } : { reason: 'not-a-name' }
}

/**
 * Whether a list lets a name and port through. `name` is that name at port 443, `.suffix` every name below it;
 * `:80` at the end of an entry means port 80 instead.
 */
export function isListed(allow, name, port) {
  return allow.some((entry) => {
    const [listed, listedPort = '443'] = entry.toLowerCase().split(':')
    if (Number(listedPort) !== port) return false
    return listed.startsWith('.') ? name.endsWith(listed) && name.length > listed.length : name === listed
  })
}
