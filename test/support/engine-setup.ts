import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createDockerEngine } from '../../adapters/docker/docker-engine.ts'
import { ensureTinyImage } from './tiny-image.ts'

const startsWithinMs = 120_000

/**
 * Makes sure, before any test that needs it, that a container engine answers and holds the tests' image. An installed
 * `dockerd` is started where this user may; nothing is installed here.
 */
export default async function setUpEngine(): Promise<void> {
  const engine = createDockerEngine()
  try {
    let state = await engine.probe()
    if (state.status !== 'up' && mayStartDockerd()) {
      startDockerd()
      for (const until = Date.now() + startsWithinMs; state.status !== 'up' && Date.now() < until; ) {
        await pause(250)
        state = await engine.probe()
      }
    }
    if (state.status !== 'up') {
      const why = state.status === 'down' ? `${state.reason} ${state.hint ?? ''}` : 'It was not looked for.'
      throw new Error(
        `These tests run real containers and need a container engine. ${why} Or run \`npm test\`, which sets one up.`,
      )
    }
  } finally {
    engine.close()
  }
  await ensureTinyImage()
}

function mayStartDockerd(): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    !process.env.DOCKER_HOST &&
    existsSync('/usr/sbin/dockerd')
  )
}

function startDockerd(): void {
  const log = openSync(join(mkdtempSync(join(tmpdir(), 'agent-oven-dockerd-')), 'dockerd.log'), 'a')
  spawn('/usr/sbin/dockerd', [], { detached: true, stdio: ['ignore', log, log] }).unref()
}
