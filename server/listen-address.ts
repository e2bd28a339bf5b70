import { OvenError } from '../core/errors.ts'

/** `http://host:port`, as a browser on this machine reaches it. */
export function addressOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Why a server cannot listen: `port-taken` or `address-unusable`, or the error as it is. `hints` say what to do. */
export function listenError(
  error: unknown,
  { host, port }: { host: string; port: number },
  hints = {
    port: 'Choose another port with `--port`, or let the oven take a free one with `--port 0`.',
    host: 'Name an address of this machine with `--host`; ports below 1024 are often kept for the system.',
  },
): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new OvenError('port-taken', `Another program already listens on ${host}, port ${port}.`, {
      kind: 'CONFLICT',
      hint: hints.port,
      cause: error,
    })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
    return new OvenError('address-unusable', `The oven cannot listen on ${host}, port ${port} (${code}).`, {
      kind: 'INPUT_INVALID',
      hint: hints.host,
      cause: error,
    })
  }
  return error
}
