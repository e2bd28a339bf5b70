import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBaseImages } from '../../../adapters/images/base-images.ts'
import { createImageSources } from '../../../adapters/images/files-image-sources.ts'
import { createImageService } from '../../../core/images/image-service.ts'
import type { RunCredentials } from '../../../core/ports/credentials.ts'
import type { ContainerSpec } from '../../../core/ports/engine.ts'
import { RECORD_MARK, RunnerRecord } from '../../../core/records/record.ts'
import { classifyAgentEnd } from '../../../core/runs/verdict/agent-errors.ts'
import { openTestEngine, runToEnd } from '../../support/engine-fixture.ts'

export const IMAGE = 'agent-oven/runner-claude'

/** As the runner's entrypoint does it, less the repository; the agent asks once more when it is refused, not ten times. */
const SCRIPT = `
node /opt/oven/runner/payload.js <&0 && . "$OVEN_ENV_FILE" && rm "$OVEN_ENV_FILE" && exec </dev/null
export CLAUDE_CONFIG_DIR="\${CLAUDE_CONFIG_DIR:-$HOME/.claude}" OVEN_RECORDS=/tmp/records
[ "$MODE" = down ] || { node /bench/messages-api.mjs & sleep 0.5; }
claude -p 'say done' --output-format stream-json --verbose >/tmp/stream
echo "exit $?"
cat /tmp/records
`

/** The real Claude Code from npm in its image, behind the recorder, against a stand-in for the Messages API. */
export async function openClaudeBench() {
  const { engine, labels, cleanUp } = openTestEngine()
  const imagesFolder = new URL('../../../images/', import.meta.url).pathname
  const images = createImageService({
    engine,
    sources: createImageSources({ imagesFolder }),
    bases: createBaseImages({ engine }),
    installId: 'test-credentials',
    changes: { emit() {} },
  })
  const { id: image } = await images.ensure(IMAGE, {})
  const folder = mkdtempSync(join(tmpdir(), 'oven-bench-'))
  chmodSync(folder, 0o755)
  copyFileSync(new URL('../../support/messages-api.mjs', import.meta.url), join(folder, 'messages-api.mjs'))

  const spec = (changes: Partial<ContainerSpec>): ContainerSpec => ({
    name: `oven-bench-${Math.random().toString(36).slice(2)}`,
    image,
    user: '1000:1000',
    command: null,
    env: {},
    labels,
    stdin: true,
    mounts: [],
    tmpfs: {
      '/home/oven': 'rw,exec,nosuid,nodev,size=512m,uid=1000,gid=1000,mode=0700',
      '/tmp': 'rw,exec,nosuid,nodev,size=512m,mode=1777',
      '/bench': 'rw,size=1m',
    },
    readOnlyRoot: true,
    init: true,
    dropCapabilities: true,
    noNewPrivileges: true,
    pidsLimit: 256,
    memoryBytes: 1024 ** 3,
    cpus: 2,
    network: 'none',
    ...changes,
  })

  /** Runs the agent with what a run would be handed, and answers how it ended and what it logged in with. */
  async function ask(handed: RunCredentials, mode: string) {
    const payload = {
      v: 1,
      nonce: 'bench',
      env: { ...handed.env, ANTHROPIC_BASE_URL: 'http://127.0.0.1:8123', CLAUDE_CODE_MAX_RETRIES: '1' },
      files: handed.files.map(({ path, mode: rights, bytes }) => ({
        path,
        mode: rights,
        base64: bytes.toString('base64'),
      })),
    }
    const bench = spec({
      entrypoint: ['/bin/bash', '-c', SCRIPT],
      env: { MODE: mode, OVEN_ENV_FILE: '/tmp/environment', ...handed.plainEnv },
      mounts: [...(handed.mounts ?? []), { kind: 'bind', source: folder, target: '/bench', readOnly: true }],
      tmpfs: Object.fromEntries(Object.entries(spec({}).tmpfs).filter(([path]) => path !== '/bench')),
    })
    const { stdout, stderr, containerId } = await runToEnd(
      engine,
      bench,
      Buffer.from(JSON.stringify(payload)),
    )
    await engine.removeContainer(containerId)
    const records = stdout
      .split('\n')
      .filter((line) => line.startsWith(RECORD_MARK))
      .map((line) => RunnerRecord.parse(JSON.parse(line.slice(1))))
    const end = records.find((record) => record.t === 'agent-end')
    const limits = records.filter((record) => record.t === 'agent-limit')
    if (!end) throw new Error(`The agent left no end: ${stdout} ${stderr}`)
    const logins = [...new Set(stderr.split('\n').filter((line) => line.startsWith('LOGIN ')))]
    return { end, failure: classifyAgentEnd(end, limits), logins }
  }

  return {
    engine,
    labels,
    images,
    spec,
    ask,
    async close() {
      await cleanUp()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
