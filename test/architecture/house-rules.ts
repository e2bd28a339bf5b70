import { posix } from 'node:path'

/** The folders whose code is part of the app, innermost first. */
export const LAYERS = ['contract', 'core', 'adapters', 'server', 'electron', 'cli', 'renderer'] as const
export type Layer = (typeof LAYERS)[number]

/** What each layer may import of the others: `contract ← core ← adapters ← server ← electron`. */
export const MAY_IMPORT: Record<Layer, readonly Layer[]> = {
  contract: [],
  core: ['contract'],
  adapters: ['contract', 'core'],
  server: ['contract', 'core', 'adapters'],
  electron: ['contract', 'core', 'adapters', 'server'],
  cli: ['contract'],
  renderer: ['contract'],
}

/** Exceptions, each a file and what it may import besides. */
export const EXCEPTIONS: Record<string, readonly Layer[]> = {
  // With no host running, `oven run` starts one in its own process.
  'cli/local-oven.ts': ['server'],
}

/** Packages that only one place may know, because they tie to a carrier, a store or a runtime. */
export const PACKAGE_HOMES: { package: RegExp; homes: readonly Layer[] }[] = [
  { package: /^electron(\/|$)/, homes: ['electron'] },
  { package: /^electron-store$/, homes: ['electron'] },
  { package: /^dockerode$/, homes: ['adapters'] },
  { package: /^(fastify|@fastify\/.*)$/, homes: ['server'] },
  {
    package: /^(react|react-dom|@tanstack\/.*|lucide-react|@orpc\/tanstack-query)(\/|$)/,
    homes: ['renderer'],
  },
  { package: /^(node:)?sqlite$/, homes: ['adapters'] },
]

/** What the contract may import besides itself. */
export const CONTRACT_PACKAGES = /^(zod|@orpc\/contract)(\/|$)/

/** Parts of Node that touch the world. The core asks for them through its ports. */
export const WORLD =
  /^(node:)?(fs|child_process|http|https|http2|net|tls|dgram|dns|cluster|worker_threads|readline|repl|sqlite|inspector)(\/|$)/

/** The layer a path lies in, or null. */
export function layerOf(path: string): Layer | null {
  const first = path.split('/')[0] as Layer
  return LAYERS.includes(first) ? first : null
}

/** Where a relative import leads, from the root; null for a package or a part of Node. */
export function resolveImport(from: string, specifier: string): string | null {
  return /^\.\.?(\/|$)/.test(specifier) ? posix.normalize(posix.join(posix.dirname(from), specifier)) : null
}
