import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { SignInEvent } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { Config } from '../ports/config-store.ts'
import type { ContainerSpec, Engine, EngineImage, Terminal } from '../ports/engine.ts'

/** Where the volume is seen in containers. The runner image has that folder, owned by its user. */
export const CLAUDE_HOME = '/claude'
/** Label of containers that see the volume, with its name. */
export const LOGIN_LABEL = 'agent-oven.login'
const CREDENTIALS = '.credentials.json'
const MAX_BYTES = 1024 * 1024

/** The recorder stands before the real program on PATH; signing in is for the real one alone. */
const REAL_CLAUDE = [
  '/bin/sh',
  '-c',
  `PATH=$(printf %s "$PATH" | sed 's|^/opt/oven/bin:||'); exec claude "$@"`,
  'claude',
]

/** Claude Code's file (2.1.329). Instants in ms since 1970. */
const CredentialsFile = z.looseObject({
  claudeAiOauth: z.looseObject({
    accessToken: z.string().min(1),
    refreshToken: z.string().nullish(),
    expiresAt: z.number().nullish(),
    refreshTokenExpiresAt: z.number().nullish(),
  }),
})

/** What the volume holds. `endsAt`: when the login ends for good; before that it renews itself. In ms since 1970. */
export type ContainerLoginLook =
  | { kind: 'present'; endsAt: number | null; renews: boolean }
  | { kind: 'missing' }
  | { kind: 'unknown'; why: string }

/** The login that lives in a volume of the engine: made by the unmodified `claude auth login`, shared by all runs, never copied. */
export interface ContainerLogin {
  look(): Promise<ContainerLoginLook>
  signIn(size: { columns: number; rows: number }, signal?: AbortSignal): AsyncGenerator<SignInEvent>
  type(session: string, text: string): boolean
  resize(session: string, columns: number, rows: number): Promise<boolean>
  signOut(): Promise<{ signedOut: boolean; description: string }>
}

export function createContainerLogin(deps: {
  engine: Engine
  readConfig: () => Pick<Config, 'auth' | 'pipeline'>
  ensureImage: (
    reference: string,
    options: { signal: AbortSignal; onProgress: (text: string) => void },
  ) => Promise<EngineImage>
  installId: string
  onChange: () => void
}): ContainerLogin {
  const { engine, readConfig, installId } = deps
  const label = { 'agent-oven.install': installId }
  const sessions = new Map<string, Terminal>()
  const volume = () => readConfig().auth.claudeVolume

  function specOf(image: string, command: string[], more: Partial<ContainerSpec> = {}): ContainerSpec {
    return {
      name: `oven-claude-login-${randomUUID().slice(0, 8)}-${installId}`,
      image,
      entrypoint: REAL_CLAUDE,
      command,
      user: '1000:1000',
      env: { CLAUDE_CONFIG_DIR: CLAUDE_HOME, DISABLE_AUTOUPDATER: '1', TERM: 'xterm-256color' },
      labels: { ...label, 'agent-oven.role': 'claude-login' },
      stdin: false,
      mounts: [{ kind: 'volume', source: volume(), target: CLAUDE_HOME, readOnly: false }],
      tmpfs: {
        '/home/oven': 'rw,exec,nosuid,nodev,size=256m,uid=1000,gid=1000,mode=0700',
        '/tmp': 'rw,exec,nosuid,nodev,size=256m,mode=1777',
      },
      readOnlyRoot: true,
      init: true,
      dropCapabilities: true,
      noNewPrivileges: true,
      pidsLimit: 256,
      memoryBytes: 1024 ** 3,
      cpus: 1,
      network: 'bridge',
      ...more,
    }
  }

  /** A container that is never started shows what is in a volume. */
  async function look(): Promise<ContainerLoginLook> {
    try {
      if (!(await engine.listVolumes({})).includes(volume())) return { kind: 'missing' }
      const image = await engine.findImage(readConfig().pipeline.image)
      if (!image)
        return { kind: 'unknown', why: 'the runner image, with which it is looked at, is not built yet' }
      const { containerId } = await engine.createContainer(
        specOf(image.id, ['--version'], { network: 'none' }),
      )
      try {
        const files = await engine.readFiles(containerId, `${CLAUDE_HOME}/${CREDENTIALS}`, {
          maxBytes: MAX_BYTES,
        })
        return readLook(files[0]?.bytes ?? null)
      } finally {
        await engine.removeContainer(containerId)
      }
    } catch (error) {
      return { kind: 'unknown', why: (error as Error).message }
    }
  }

  async function* signIn(
    size: { columns: number; rows: number },
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<SignInEvent> {
    if (sessions.size > 0) {
      throw new OvenError('sign-in-busy', 'Somebody is signing in already.', {
        kind: 'CONFLICT',
        hint: 'Finish that one, or end it with Ctrl-C.',
      })
    }
    const queue = createQueue()
    const note = (text: string) => queue.push(Buffer.from(`${text}\r\n`))
    const session = randomUUID()
    yield { type: 'started', session }
    const image = await deps.ensureImage(readConfig().pipeline.image, { signal, onProgress: note })
    await engine.createVolume(volume(), label)
    const { containerId } = await engine.createContainer(
      specOf(image.id, ['auth', 'login'], { tty: true, stdin: true }),
    )
    let terminal: Terminal | null = null
    try {
      terminal = await engine.openTerminal(containerId, { ...size, onOutput: queue.push })
      sessions.set(session, terminal)
      const { ended } = terminal
      const gone = new Promise<null>((resolve) =>
        signal.addEventListener('abort', () => resolve(null), { once: true }),
      )
      void Promise.race([ended, gone]).finally(queue.end)
      for await (const bytes of queue.items()) yield { type: 'output', base64: bytes.toString('base64') }
    } finally {
      sessions.delete(session)
      terminal?.close()
      await engine.removeContainer(containerId)
      deps.onChange()
    }
    const after = await look()
    yield { type: 'ended', signedIn: after.kind === 'present', description: sentenceAfter(after) }
  }

  return {
    look,
    signIn,
    type(session, text) {
      const terminal = sessions.get(session)
      terminal?.write(Buffer.from(text))
      return terminal !== undefined
    },
    async resize(session, columns, rows) {
      const terminal = sessions.get(session)
      await terminal?.resize(columns, rows)
      return terminal !== undefined
    },
    async signOut() {
      const users = (await engine.listContainers(label)).filter(
        ({ labels }) => labels[LOGIN_LABEL] === volume(),
      )
      if (users.length > 0) {
        throw new OvenError('login-in-use', 'Runs that use this login are at work.', {
          kind: 'CONFLICT',
          hint: 'Wait for their end, or cancel them.',
        })
      }
      if (!(await engine.listVolumes({})).includes(volume())) {
        return { signedOut: false, description: 'Nobody was signed in inside containers.' }
      }
      await sayGoodbye()
      await engine.removeVolume(volume())
      deps.onChange()
      return { signedOut: true, description: `Signed out; the volume "${volume()}" was removed.` }
    },
  }

  /** Lets Claude end its login by itself; the volume goes either way. */
  async function sayGoodbye(): Promise<void> {
    const image = await engine.findImage(readConfig().pipeline.image)
    if (!image) return
    const { containerId } = await engine.createContainer(specOf(image.id, ['auth', 'logout']))
    try {
      const live = await engine.startContainer(containerId, { stdin: null, sink: { write() {} } })
      await live.ended
    } finally {
      await engine.removeContainer(containerId)
    }
  }
}

function readLook(bytes: Buffer | null): ContainerLoginLook {
  if (bytes === null) return { kind: 'missing' }
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { kind: 'missing' }
  }
  const parsed = CredentialsFile.safeParse(value)
  if (!parsed.success) return { kind: 'missing' }
  const { refreshToken, expiresAt, refreshTokenExpiresAt } = parsed.data.claudeAiOauth
  const renews = Boolean(refreshToken)
  return { kind: 'present', renews, endsAt: (renews ? refreshTokenExpiresAt : expiresAt) ?? null }
}

function sentenceAfter(look: ContainerLoginLook): string {
  if (look.kind === 'present') return 'Signed in: runs with "auth" set to "container-login" use this login.'
  return look.kind === 'missing'
    ? 'Nobody is signed in.'
    : `Whether the sign-in succeeded is not known: ${look.why}.`
}

function createQueue() {
  const waiting: Buffer[] = []
  let ended = false
  let wake = () => {}
  return {
    push(bytes: Buffer): void {
      waiting.push(bytes)
      wake()
    },
    end(): void {
      ended = true
      wake()
    },
    async *items(): AsyncGenerator<Buffer> {
      for (;;) {
        const next = waiting.shift()
        if (next) yield next
        else if (ended) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
