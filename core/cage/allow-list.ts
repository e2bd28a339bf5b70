import type { Config } from '../ports/config-store.ts'

/** Stands in a list for the one it takes the place of. */
const DEFAULT = 'default'

/** What agents need by default: their own services, git hosts, and package registries. */
export const BUILT_IN_ALLOW: readonly string[] = [
  // agents
  'api.anthropic.com',
  'console.anthropic.com',
  'platform.claude.com',
  'claude.ai',
  'mcp-proxy.anthropic.com',
  'api.openai.com',
  'auth.openai.com',
  'chatgpt.com',
  'generativelanguage.googleapis.com',
  'cloudcode-pa.googleapis.com',
  'oauth2.googleapis.com',
  // git hosts
  'github.com',
  'api.github.com',
  'codeload.github.com',
  'uploads.github.com',
  '.githubusercontent.com',
  'ghcr.io',
  'gitlab.com',
  'bitbucket.org',
  'api.bitbucket.org',
  'codeberg.org',
  // package registries
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'npm.jsr.io',
  'jsr.io',
  'nodejs.org',
  'pypi.org',
  'files.pythonhosted.org',
  'crates.io',
  'index.crates.io',
  'static.crates.io',
  'static.rust-lang.org',
  'proxy.golang.org',
  'sum.golang.org',
  'go.dev',
  'rubygems.org',
  'index.rubygems.org',
  'repo.maven.apache.org',
  'repo1.maven.org',
  'plugins.gradle.org',
  'services.gradle.org',
  'packagist.org',
  'repo.packagist.org',
  'api.nuget.org',
  'hex.pm',
  'repo.hex.pm',
  'deb.debian.org',
  'deb.debian.org:80',
  'security.debian.org',
  'security.debian.org:80',
  'archive.ubuntu.com:80',
  'security.ubuntu.com:80',
  'dl-cdn.alpinelinux.org',
]

/** The names a job's runs may reach: the job's own list, else the oven's, else the built-in one. */
export function allowListOf(job: { allow?: string[] }, config: Config): string[] {
  const ofOven = expand(config.network.allow, BUILT_IN_ALLOW)
  return job.allow ? expand(job.allow, ofOven) : ofOven
}

function expand(list: readonly string[], byDefault: readonly string[]): string[] {
  const names = list.flatMap((entry) => (entry === DEFAULT ? byDefault : entry.toLowerCase()))
  return [...new Set(names)]
}
