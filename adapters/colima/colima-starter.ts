import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { OvenError } from '../../core/errors.ts'
import type { EngineStarter } from '../../core/ports/engine-starter.ts'

/** Where Homebrew and MacPorts put programs: a desktop app's PATH may not hold them. */
const USUAL_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin']
/** The first start downloads a disk image. */
const TIMEOUT_MS = 15 * 60_000
const LAST_LINES = 3

/** `colima start` on a Mac (https://github.com/abiosoft/colima). */
export function createColimaStarter(options: { env: NodeJS.ProcessEnv; platform: string }): EngineStarter {
  const { env, platform } = options
  const path = [...(env.PATH ?? '').split(delimiter), ...USUAL_FOLDERS].filter(Boolean)

  function find(): string | null {
    for (const folder of path) {
      try {
        accessSync(join(folder, 'colima'), constants.X_OK)
        return join(folder, 'colima')
      } catch {
        // Not in this one.
      }
    }
    return null
  }

  return {
    name: 'Colima',
    command: 'colima start',
    isAvailable: () => platform === 'darwin' && find() !== null,
    async start(onLine) {
      const program = find()
      if (program === null) throw failed('it is not installed.', null)
      const said: string[] = []
      // It starts `limactl`, which lies beside it.
      const child = execa(program, ['start'], {
        env: { ...env, PATH: path.join(delimiter) },
        extendEnv: false,
        stdin: 'ignore',
        all: true,
        buffer: false,
        timeout: TIMEOUT_MS,
      })
      try {
        for await (const line of child.iterable({ from: 'all' })) {
          const text = readLine(line)
          if (text === '') continue
          said.push(text)
          if (said.length > LAST_LINES) said.shift()
          onLine(text)
        }
        await child
      } catch (error) {
        throw failed(
          said.join(' ') || (error as { shortMessage?: string }).shortMessage || String(error),
          error,
        )
      }
    },
  }
}

function failed(why: string, cause: unknown): OvenError {
  return new OvenError('engine-start-failed', `Colima could not be started: ${why}`, {
    kind: 'ENGINE_DOWN',
    hint: 'Run `colima start` in a terminal to see the whole of it.',
    cause,
  })
}

/** Its log lines are `time="…" level=info msg="starting colima"`. */
function readLine(line: string): string {
  const message = /\bmsg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(line)
  const text = message === null ? line : (message[1]?.replace(/\\(.)/g, '$1') ?? message[2] ?? '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are taken out
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').trim()
}
