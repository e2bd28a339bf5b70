import type { CallServer, TokenKind } from '../../contract/index.ts'

/**
 * Where a job is called; where calls are not taken now, where they would be. For what opens the whole oven (`null`), where to
 * ask how it goes: everything else is asked beside it.
 */
export function callAddress(
  server: Pick<CallServer, 'address' | 'host' | 'port'>,
  jobId: string | null,
): string {
  const base =
    server.address ?? `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`
  return jobId === null ? `${base}/api/status` : `${base}/api/trigger/${encodeURIComponent(jobId)}`
}

/**
 * A call as a command for a shell. The value stands in a variable that the reader sets: in the command itself the shell's
 * history would keep it.
 */
export function curlCommand(address: string, kind: TokenKind): string {
  if (kind === 'secret') return curlSigned(address)
  return kind === 'token' ? curlWithToken(address) : curlAsking(address)
}

function curlAsking(address: string): string {
  return `curl -H "Authorization: Bearer $OVEN_TOKEN" ${quoted(address)}`
}

function curlWithToken(address: string): string {
  return [
    'curl -X POST \\',
    '  -H "Authorization: Bearer $OVEN_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '{"from":"curl"}' \\`,
    `  ${quoted(address)}`,
  ].join('\n')
}

function curlSigned(address: string): string {
  return [
    `BODY='{"from":"curl"}'`,
    `SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$OVEN_SECRET" | sed 's/^.* //')`,
    'curl -X POST \\',
    '  -H "X-Hub-Signature-256: sha256=$SIGNATURE" \\',
    '  -H "Content-Type: application/json" \\',
    '  -d "$BODY" \\',
    `  ${quoted(address)}`,
  ].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
