import type { CallServer, Settings } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { ConfigStore } from '../ports/config-store.ts'

/** Where GitHub sends its webhooks. */
export const GITHUB_PATH = '/api/github'

type Problem = CallServer['problem']

/** Where calls come in. The host that listens says so here; the core knows no network. */
export interface CallServerState {
  show(): CallServer
  /** As set; asked at every call. */
  settings(): Settings['server']
  report(state: { address: string | null; problem: Problem }): void
}

export function createCallServerState(options: {
  config: Pick<ConfigStore, 'read'>
  /** The secrets that are set; `null` when that cannot be told. */
  secretNames: () => readonly string[] | null
  changes: Pick<ChangeHub, 'emit'>
}): CallServerState {
  let address: string | null = null
  let problem: Problem = null

  return {
    show() {
      const { server, github } = options.config.read()
      const { enabled, host, port } = server
      const secret = github.webhookSecret
      const isSecretSet = options.secretNames()?.includes(secret) ?? null
      return {
        enabled,
        host,
        port,
        address,
        reach: reachOf({ enabled, host }),
        problem,
        github: { path: GITHUB_PATH, secret, isSecretSet },
      }
    },
    settings: () => options.config.read().server,
    report(state) {
      if (address === state.address && problem?.message === state.problem?.message) return
      address = state.address
      problem = state.problem
      options.changes.emit({ type: 'call', jobId: null })
    },
  }
}

/** Who can call, as a sentence. */
export function reachOf({ enabled, host }: { enabled: boolean; host: string }): string {
  if (!enabled) return 'Calls from outside are not taken.'
  if (isLoopbackName(host)) {
    return 'Programs on this machine can call, and a tunnel or proxy that runs on it.'
  }
  return `Every machine that reaches ${host} can knock, and what is said goes unencrypted. Put a VPN or a tunnel before it, or go back to 127.0.0.1.`
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
