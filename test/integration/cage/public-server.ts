import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { tinyImage } from '../../support/tiny-image.ts'

const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' }).trim()

/** Stands for the internet: a server on the engine's own bridge, at ports 443 (without TLS) and 80, for all to reach. */
export function startPublicServer() {
  const serve =
    'echo "hello from outside" > /tmp/index.html; httpd -p 80 -h /tmp; exec httpd -f -p 443 -h /tmp'
  const name = `agent-oven-test-${randomUUID()}`
  const options = ['-d', '--name', name, '--label', 'agent-oven.test=cage', '--init']
  docker('run', ...options, tinyImage, 'sh', '-c', serve)
  const format = '{{.NetworkSettings.IPAddress}} {{.NetworkSettings.Gateway}}'
  const [address = '', gateway = ''] = docker('inspect', '-f', format, name).split(' ')
  return {
    address,
    /** The host's own address on that bridge. */
    gateway,
    remove: () => void docker('rm', '-f', name),
  }
}

/** What an install has at the engine: of its runs, or of its proofs, which a host may make at any time. */
export function tracesOf(installId: string, of: 'run' | 'probe' = 'run'): string {
  const filter = ['--filter', `label=agent-oven.install=${installId}`, '--filter', `label=agent-oven.${of}`]
  return [
    docker('ps', '-aq', ...filter),
    docker('network', 'ls', '-q', ...filter),
    docker('volume', 'ls', '-q', ...filter),
  ].join('')
}
