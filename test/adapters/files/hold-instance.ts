// Run as a program of its own: takes the folder's lock, says so, holds it for some ms (or for ever) and gives it free.
import { setTimeout as sleep } from 'node:timers/promises'
import { InstanceLock } from '../../../adapters/files/instance-lock.ts'
import { locateOvenHome, prepareOvenHome } from '../../../adapters/files/oven-home.ts'

const [folder, waitMs, holdMs] = process.argv.slice(2)
const home = locateOvenHome({ env: { AGENT_OVEN_HOME: folder } })
prepareOvenHome(home)
const lock = new InstanceLock({ home })
try {
  await lock.acquire({ waitMs: Number(waitMs) })
  console.log(`held ${Date.now()}`)
  lock.publish({
    port: 3847,
    token: 't',
    pid: process.pid,
    startedAt: new Date().toISOString(),
    kind: 'headless',
  })
  console.log('published')
  await sleep(Number(holdMs))
  console.log(`freed ${Date.now()}`)
  lock.release()
} catch (error) {
  console.log(`refused ${JSON.stringify(error)} ${(error as Error).message}`)
}
