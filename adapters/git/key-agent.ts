import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { execa } from 'execa'

const START_MS = 3_000

/**
 * An ssh-agent of its own for one look at a repository: the key goes to it over standard input and is on no disk.
 * `null` when ssh cannot read the key.
 */
export async function openKeyAgent(
  privateKey: string,
  env: NodeJS.ProcessEnv,
): Promise<{ socket: string; folder: string; close(): Promise<void> } | null> {
  // A socket's path may have 104 characters on a Mac, and the system's own temporary folder is long there.
  const folder = await mkdtemp(join(process.platform === 'darwin' ? '/tmp' : tmpdir(), 'oven-key-'))
  const socket = join(folder, 'agent')
  const agent = execa('ssh-agent', ['-D', '-a', socket], {
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  })
  const close = async () => {
    agent.kill()
    await agent
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await appeared(socket, agent)
    const added = await execa('ssh-add', ['-q', '-'], {
      env: { ...env, SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: 'never' },
      extendEnv: false,
      input: privateKey,
      timeout: START_MS,
      reject: false,
    })
    if (added.exitCode === 0) return { socket, folder, close }
    await close()
    return null
  } catch (error) {
    await close()
    throw error
  }
}

async function appeared(socket: string, agent: Promise<{ code?: string; exitCode?: number }>): Promise<void> {
  const isThere = () =>
    stat(socket).then(
      () => true,
      () => false,
    )
  const ended = agent.then(({ code }) => {
    throw new Error(code === 'ENOENT' ? 'ssh-agent is not installed on this machine' : 'ssh-agent ended')
  })
  const waited = (async () => {
    for (let left = START_MS; left > 0; left -= 20) {
      if (await isThere()) return
      await pause(20)
    }
    throw new Error('ssh-agent did not start')
  })()
  await Promise.race([waited, ended])
}
