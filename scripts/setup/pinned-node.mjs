// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './step.mjs'

/**
 * The Node that everything after the set-up runs on: the one pinned in package.json, installed as an optional package;
 * where that is missing (no package for this platform, install scripts turned off), the machine's own if new enough.
 * Throws a SetupError when neither will do.
 *
 * @param {{ root: string, own?: { execPath: string, version: string } }} options
 * @returns {string} path of the executable
 */
export function findNode({ root, own = { execPath: process.execPath, version: process.versions.node } }) {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(pinned)) return pinned
  const range = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node)
  if (satisfies(own.version, range)) return own.execPath
  throw new SetupError(
    `Agent Oven needs Node ${range}; this machine has ${own.version}, and the Node that comes with the dependencies could not be installed.`,
    {
      hint: 'Install Node 24 (https://nodejs.org/en/download), or see why the "node" package is missing: npm ci --ignore-scripts=false --include=optional --foreground-scripts',
    },
  )
}

/**
 * Whether a version lies in a range written as package.json's `engines` writes ours: `^a.b.c` and `>=a` joined by `||`.
 *
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  const [major = 0, minor = 0, patch = 0] = numbers(version)
  return range.split('||').some((part) => {
    const [a = 0, b = 0, c = 0] = numbers(part)
    const atLeast = major !== a ? major > a : minor !== b ? minor > b : patch >= c
    return atLeast && (part.trim().startsWith('>=') || major === a)
  })
}

/** @param {string} text */
function numbers(text) {
  return text
    .replace(/[^\d.]/g, '')
    .split('.')
    .map(Number)
}
