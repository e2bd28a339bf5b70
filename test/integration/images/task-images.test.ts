import { execFileSync } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import { openKitchen } from './bake.ts'

const kitchen = openKitchen()
afterAll(() => kitchen.close())

const TOOLS = 'bash curl jq git rsync zip unzip ssh'
const CASES: [string, string, string][] = [
  [
    'agent-oven/base-tasks',
    `for t in ${TOOLS}; do command -v $t >/dev/null || echo "no $t"; done; id -u; pwd`,
    '1000\n/workdir\n',
  ],
  [
    'agent-oven/node-tasks',
    "echo 'console.log(1 + 1 as number)' > a.ts; tsx a.ts; tsc --version | cut -d' ' -f1",
    '2\nVersion\n',
  ],
  [
    'agent-oven/python-tasks',
    'python3 -c "import requests, httpx; print(2)"; python3 -m venv v && v/bin/pip --version | cut -c1-3; TZ=Asia/Tokyo date +%Z',
    '2\npip\nJST\n',
  ],
]

test.each(CASES)('%s is built and holds its tools', async (image, script, output) => {
  const { id } = await kitchen.images.ensure(image, {})
  const options = ['--rm', '--label', 'agent-oven.test=images', '--network', 'none', '--cap-drop', 'ALL']
  expect(execFileSync('docker', ['run', ...options, id, 'bash', '-c', script], { encoding: 'utf8' })).toBe(
    output,
  )
})

test('a pipeline-runner that cannot get agent-pipeline says so and what to do', async () => {
  const build = async () => {
    for await (const _ of kitchen.images.build({
      name: 'pipeline-runner',
      agentPipeline: 'agent-pipeline@0.0.0-none',
    })) {
      // To its end.
    }
  }
  await expect(build()).rejects.toMatchObject({
    code: 'agent-pipeline-missing',
    message: expect.stringContaining('"agent-pipeline@0.0.0-none"'),
  })
})
