import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { parse } from 'yaml'

/** Where updates are looked for: a folder on a web server, the releases of a GitHub repository, or nowhere. */
export type UpdateSource =
  | { provider: 'generic'; url: string }
  | { provider: 'github'; owner: string; repo: string }
  | null

export interface Distribution {
  /** For electron-builder: build/electron-builder.yml and what this machine adds. */
  config: Configuration
  updates: UpdateSource
  signed: boolean
  notarised: boolean
}

/**
 * Newer Macs start nothing without a signature, and flipping fuses has broken the one that Electron came with. One that
 * names nobody serves on this Mac; the hardened runtime would then refuse Electron's own framework.
 */
const AD_HOC = { identity: '-', hardenedRuntime: false }

/** What is the same on every machine. Forge's local app takes names, fuses and Info.plist from it as well. */
export function readBuilderFile(root: string): Configuration {
  return parse(readFileSync(join(root, 'build/electron-builder.yml'), 'utf8'))
}

/**
 * Reads from the environment what depends on the machine. Certificates: `CSC_LINK` or `CSC_NAME`, as electron-builder
 * has them (https://www.electron.build/code-signing); without them the app is signed for nobody, and no keychain is searched.
 * Notarising: `APPLE_API_KEY`, or `APPLE_ID`, with what belongs to them. Updates: `OVEN_UPDATE_URL`, or `GITHUB_REPOSITORY`
 * as GitHub's own machines set it.
 */
export function planDistribution(root: string, env: NodeJS.ProcessEnv): Distribution {
  const file = readBuilderFile(root)
  const updates = updateSource(env)
  const signed = Boolean(env.CSC_LINK || env.CSC_NAME)
  const notarised = signed && Boolean(env.APPLE_API_KEY || env.APPLE_ID)
  return {
    updates,
    signed,
    notarised,
    config: {
      ...file,
      publish: updates === null ? null : [updates],
      forceCodeSigning: signed,
      mac: { ...file.mac, notarize: notarised, ...(signed ? {} : AD_HOC) },
    },
  }
}

/** A release is published from the tag of its version. Answers why not, or null. */
export function publishingFault(version: string, env: NodeJS.ProcessEnv): string | null {
  if (env.GITHUB_REF_TYPE !== 'tag') return 'Only a tag is published (GITHUB_REF_TYPE is not "tag").'
  if (env.GITHUB_REF_NAME !== `v${version}`)
    return `The tag is ${env.GITHUB_REF_NAME}, but package.json says ${version}. Tag the commit v${version}.`
  return null
}

function updateSource(env: NodeJS.ProcessEnv): UpdateSource {
  if (env.OVEN_UPDATE_URL) return { provider: 'generic', url: env.OVEN_UPDATE_URL }
  const [owner, repo] = (env.GITHUB_REPOSITORY ?? '').split('/')
  return owner && repo ? { provider: 'github', owner, repo } : null
}
