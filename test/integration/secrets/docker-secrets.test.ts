import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

const VALUE = 'plain-Value-0123456789'
const AWKWARD = `it's "quoted" $HOME \`date\` \\n ünï\nand a second line\n: agent-oven complete\n`
const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' })

let oven: TestOven
let image: string
const made: string[] = []

beforeAll(async () => {
  image = await ensureTinyImage()
  oven = await openTestOven()
  await oven.services.secrets.set({ name: 'PLAIN', value: VALUE })
  await oven.services.secrets.set({ name: 'AWKWARD', value: AWKWARD })
})
afterAll(async () => {
  await oven.close()
  for (const each of made) docker('rmi', each)
})

/** An image made of the tiny one by a Dockerfile. */
function derive(name: string, ...lines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'oven-derived-'))
  const tag = `agent-oven-test/${name}:${process.pid}`
  const text = `FROM ${image}\nLABEL agent-oven.test=secrets\n${lines.join('\n')}\n`
  execFileSync('docker', ['build', '-q', '-t', tag, '-'], {
    input: text,
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  })
  rmSync(folder, { recursive: true })
  made.push(tag)
  return tag
}

const sh = (id: string, script: string, rest: object = {}) =>
  oven.add({ id, image, command: ['sh', '-c', script], secrets: ['PLAIN', 'AWKWARD'], ...rest })

/** What a run printed, the oven's own lines left out. */
async function bake(id: string) {
  const run = await oven.bake(id)
  const log = await oven.log(run.id)
  return { run, said: log.replace(/^\[oven\] .*\n/gm, '') }
}

describe('a docker job with secrets', () => {
  test('finds each whole in its environment, beside its env, with nothing else added', async () => {
    sh(
      'finds',
      'printf %s "$PLAIN" | md5sum; printf %s "$AWKWARD" | md5sum; echo "$OTHER"; env | cut -d= -f1',
      {
        env: { OTHER: 'a word' },
      },
    )
    const { run, said } = await bake('finds')
    expect(run).toMatchObject({ outcome: 'succeeded', error: null })
    const sums = [VALUE, AWKWARD].map((value) =>
      execFileSync('md5sum', { input: value, encoding: 'utf8' }).trim(),
    )
    const [first, second, other, ...names] = said.trim().split('\n')
    expect([first, second, other]).toEqual([...sums, 'a word'])
    expect(names.filter((name) => /oven/i.test(name))).toEqual([])
  })

  test('finds an empty standard input and no shell of ours above it', async () => {
    sh('alone', 'cat | wc -c; echo "child of $PPID"')
    expect((await bake('alone')).said).toBe('0\nchild of 1\n')
  })

  test('is masked when it says them, in one piece and in several', async () => {
    sh(
      'says',
      'echo "it is $PLAIN"; printf "%s" plain-Val; sleep 1; echo ue-0123456789; printf %s "$PLAIN" | base64',
    )
    const { said } = await bake('says')
    expect(said).toBe('it is ****\n****\n****\n')
  })

  test('keeps them out of everything that the engine shows', async () => {
    sh('seen', 'echo ready; sleep 3')
    const { id } = oven.services.runJob('seen', {})
    for await (const run of oven.services.history.watch(id)) if (run.startedAt) break
    const [container] = docker('ps', '-q', '--filter', `label=agent-oven.run=${id}`).trim().split('\n')
    const shown = docker('inspect', container!)
    for (const value of [VALUE, 'and a second line', Buffer.from(VALUE).toString('base64')]) {
      expect(shown).not.toContain(value)
    }
    expect(docker('top', container!, '-eo', 'pid,args')).not.toContain(VALUE)
    expect(await oven.finished(id)).toMatchObject({ outcome: 'succeeded' })
  })

  test('ends with its command’s own code, and by its signals', async () => {
    sh('code', 'exit 7')
    expect((await bake('code')).run).toMatchObject({ outcome: 'failed', exitCode: 7 })
    sh('told', 'trap "echo told; exit 0" INT; echo ready; while true; do sleep 0.1; done', {
      resources: { timeout: 2 },
    })
    const { run, said } = await bake('told')
    expect(run.outcome).toBe('timed-out')
    expect(said).toContain('told')
  })

  test('whose command is not in the image says so', async () => {
    oven.add({ id: 'nowhere', image, command: ['no-such-command'], secrets: ['PLAIN'] })
    expect((await bake('nowhere')).run).toMatchObject({
      outcome: 'failed',
      error: { code: 'command-missing' },
    })
  })

  test('goes through the image’s entrypoint and falls back on its command', async () => {
    const own = derive(
      'entrypoint',
      'ENTRYPOINT ["/bin/sh", "-c", "echo \\"$0 $1\\"; printf %s \\"$PLAIN\\" | wc -c"]',
      'CMD ["a b", "c"]',
    )
    oven.add({ id: 'whole-image', image: own, secrets: ['PLAIN'] })
    expect((await bake('whole-image')).said).toBe(`a b c\n${VALUE.length}\n`)
    oven.add({ id: 'own-command', image: own, command: ['x', 'y z'], secrets: ['PLAIN'] })
    expect((await bake('own-command')).said).toBe(`x y z\n${VALUE.length}\n`)
  })

  test('whose image has a user of its own gets them as that user', async () => {
    const own = derive('user', 'USER oven')
    oven.add({
      id: 'user',
      image: own,
      command: ['sh', '-c', 'id -u; printf %s "$PLAIN" | wc -c'],
      secrets: ['PLAIN'],
    })
    expect((await bake('user')).said).toBe(`1000\n${VALUE.length}\n`)
  })

  test('whose image has no shell is blocked before it starts', async () => {
    const own = derive('shell-less', 'RUN rm /bin/sh')
    oven.add({ id: 'shell-less', image: own, command: ['/bin/busybox', 'env'], secrets: ['PLAIN'] })
    const { run } = await bake('shell-less')
    expect(run).toMatchObject({ outcome: 'blocked', error: { code: 'shell-missing' }, startedAt: null })
    expect(docker('ps', '-aq', '--filter', `label=agent-oven.run=${run.id}`)).toBe('')
  })

  test('that names one that was removed is blocked, with what to do', async () => {
    await oven.services.secrets.set({ name: 'GONE', value: 'soon-removed-0815' })
    oven.add({ id: 'wanting', image, command: ['true'], secrets: ['GONE'] })
    await oven.services.secrets.remove({ name: 'GONE', force: true })
    expect((await bake('wanting')).run).toMatchObject({
      outcome: 'blocked',
      error: { code: 'secret-missing', hint: expect.stringContaining('oven secrets set GONE') },
    })
  })
})
