import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { readPipeline } from '../../../core/sources/read-pipeline.ts'

const FILE = '.agent-pipeline/pipelines/review.yml'
const AGENT = '.agent-pipeline/agents/agent.md'

const stage = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  agent: AGENT,
  timeout: 900,
  ...more,
})
const read = (text: string) => readPipeline(FILE, text).finish((path) => path === AGENT)
const pipeline = (agents: unknown[], more: Record<string, unknown> = {}) =>
  read(stringify({ name: 'Review', ...more, agents }))
const messages = (agents: unknown[]) =>
  pipeline(agents).problems.map(({ level, message }) => `${level}: ${message}`)

describe('a pipeline that is right', () => {
  it('is read with its stages, whose models are chosen as agent-pipeline chooses', () => {
    const { problems, ...rest } = pipeline(
      [
        stage('lint', { model: 'haiku' }),
        stage('audit', { dependsOn: ['lint'], runtime: { options: { model: 'opus' } }, timeout: 60 }),
        stage('report', { dependsOn: ['lint', 'audit'], enabled: false }),
      ],
      {
        runtime: { type: 'claude-code-headless', options: { model: 'sonnet' } },
        description: 'Looks at the code.',
      },
    )
    expect(problems).toEqual([])
    expect(rest).toEqual({
      name: 'review',
      description: 'Looks at the code.',
      file: FILE,
      stages: [
        { name: 'lint', agent: AGENT, model: 'haiku', dependsOn: [], enabled: true, timeoutSeconds: 900 },
        {
          name: 'audit',
          agent: AGENT,
          model: 'opus',
          dependsOn: ['lint'],
          enabled: true,
          timeoutSeconds: 60,
        },
        {
          name: 'report',
          agent: AGENT,
          model: 'sonnet',
          dependsOn: ['lint', 'audit'],
          enabled: false,
          timeoutSeconds: 900,
        },
      ],
    })
  })

  it('is described by the comment on top of its file where it says nothing else', () => {
    const text = `# Reviews what was pushed\n# during the day.\n#\n# More.\n${stringify({ name: 'a', agents: [stage('a')] })}`
    expect(read(text).description).toBe('Reviews what was pushed during the day.')
    expect(pipeline([stage('a')]).description).toBeNull()
  })
})

describe('what is wrong with a pipeline', () => {
  it('is said of stages that wait for what is not there, or for each other', () => {
    expect(messages([stage('lint'), stage('audit', { dependsOn: ['lnit'] })])).toEqual([
      'error: The stage "audit" waits for "lnit", which is no stage.',
    ])
    expect(pipeline([stage('lint'), stage('audit', { dependsOn: ['lnit'] })]).problems[0]?.hint).toBe(
      'Did you mean "lint"?',
    )
    const circle = [
      stage('a', { dependsOn: ['c'] }),
      stage('b', { dependsOn: ['a'] }),
      stage('c', { dependsOn: ['b'] }),
    ]
    expect(messages([...circle, stage('after', { dependsOn: ['a'] }), stage('free')])).toEqual([
      'error: a, b and c wait for each other in a circle.',
    ])
    expect(messages([stage('a', { dependsOn: ['a'] })])).toEqual(['error: The stage "a" waits for itself.'])
  })

  it('is said of agents that are not in the repository', () => {
    expect(
      messages([
        stage('a', { agent: '.agent-pipeline/agents/other.md' }),
        stage('b', { agent: undefined }),
        stage('c', { agent: '../../etc/passwd' }),
        stage('d', { agent: `./${AGENT}` }),
      ]),
    ).toEqual([
      'error: The agent of "a", .agent-pipeline/agents/other.md, is not in the repository.',
      'error: The stage "b" names no agent.',
      'error: The agent of "c", ../../etc/passwd, is not in the repository.',
    ])
  })

  it('is said of names, of onFail and of missing timeouts', () => {
    expect(messages([stage('a'), stage('a', { onFail: 'explode' })])).toEqual([
      'error: Two stages are named "a".',
      'error: The stage "a" has "onFail: explode", which agent-pipeline does not know.',
    ])
    expect(messages([stage('a', { timeout: undefined }), stage('b'), stage('c', { timeout: '5' })])).toEqual([
      'warning: a and c have no "timeout": agent-pipeline ends each after 120 seconds.',
    ])
    expect(messages([stage('a', { timeout: undefined, enabled: false })])).toEqual([])
  })

  it.each([
    ['agents: [', /^The YAML of .*review\.yml cannot be read: /],
    ['- a\n- b', /has no "name"/],
    ['name: a', /has no "agents"/],
    ['name: a\nagents: {}', /has no "agents"/],
    ['name: a\nagents: [1, null]', /has no "agents"/],
    ['name: [1\nagents: &a [*a]', /cannot be read/],
    ['name: a\nagents: [{name: {x: 1}, agent: [1], dependsOn: 7}]', /A stage has no "name"/],
  ])('is said of a file that is none: %j', (text, message) => {
    expect(read(text).problems[0]).toMatchObject({ level: 'error', message: expect.stringMatching(message) })
  })

  it('is said of files that agent-pipeline lists and does not run, and of large ones', () => {
    const yaml = readPipeline('.agent-pipeline/pipelines/nightly.yaml', 'name: a').finish(() => true)
    expect(yaml).toMatchObject({
      name: 'nightly',
      problems: [{ level: 'error', hint: 'Rename it to nightly.yml.' }],
    })
    expect(readPipeline(FILE, null).finish(() => true).problems[0]?.message).toMatch(/too large/)
  })
})
