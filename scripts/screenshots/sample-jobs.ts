const containerJob = { type: 'docker', image: 'agent-oven/base-tasks', overlap: 'skip' }

/** The jobs of a small team, as they would write them. `repo` is the tea shop, on this machine. */
export function sampleJobs(repo: string) {
  const source = { repo, branch: 'main' }
  return [
    {
      type: 'agent-pipeline',
      id: 'nightly-review',
      name: 'Nightly review',
      source,
      pipeline: 'nightly-review',
      schedule: { type: 'cron', cron: '0 2 * * *' },
      budget: { usd: 5 },
    },
    {
      type: 'agent-pipeline',
      id: 'security-audit',
      name: 'Security audit',
      source,
      pipeline: 'security-audit',
      schedule: { type: 'cron', cron: '30 3 * * 1,4' },
    },
    {
      type: 'agent-pipeline',
      id: 'docs-update',
      name: 'Docs update',
      source,
      pipeline: 'docs-update',
      schedule: { type: 'random-window', start: '04:00', end: '05:30', days: '1-5' },
    },
    {
      ...containerJob,
      id: 'backup-db',
      name: 'Back up the database',
      command: [
        'sh',
        '-c',
        'for t in orders baskets customers; do echo "dumping $t"; sleep 0.3; done; echo "3 tables, 41.2 MB"',
      ],
      schedule: { type: 'cron', cron: '15 */6 * * *' },
    },
    {
      ...containerJob,
      id: 'dependency-check',
      name: 'Dependency check',
      command: [
        'sh',
        '-c',
        'echo "checking 214 packages"; sleep 1; echo "error: left-pad 1.1.0 has a known weakness" >&2; exit 3',
      ],
      schedule: { type: 'cron', cron: '0 6 * * *' },
    },
    {
      ...containerJob,
      id: 'link-check',
      name: 'Link check',
      command: ['sh', '-c', 'echo "no broken link on 86 pages"'],
      schedule: { type: 'cron', cron: '45 5 * * 1-5' },
    },
    {
      ...containerJob,
      id: 'release-notes',
      name: 'Release notes',
      command: ['sh', '-c', 'echo done'],
      schedule: { type: 'manual' },
    },
    {
      ...containerJob,
      id: 'cache-warmup',
      name: 'Warm the cache',
      command: ['sh', '-c', 'echo warm'],
      schedule: { type: 'cron', cron: '*/30 7-19 * * *' },
      enabled: false,
    },
  ]
}

const agent = (name: string) => `.agent-pipeline/agents/${name}.md`
const pipeline = (name: string, agents: object[]) => ({
  name,
  trigger: 'manual',
  git: { autoCommit: true, baseBranch: 'main', branchStrategy: 'unique-per-run', mergeStrategy: 'none' },
  execution: { mode: 'parallel', failureStrategy: 'stop', permissionMode: 'acceptEdits' },
  runtime: { type: 'claude-code-headless', options: { model: 'sonnet' } },
  agents,
})

/** More pipelines for the tea shop; `rehearse` is what a rehearsal of the stage plays (images/rehearsal/trouble.js). */
export const samplePipelines = [
  pipeline('security-audit', [
    { name: 'threat-model', agent: agent('security-auditor'), model: 'opus' },
    { name: 'dependencies', agent: agent('security-auditor'), dependsOn: ['threat-model'] },
    {
      name: 'secrets-in-history',
      agent: agent('security-auditor'),
      dependsOn: ['threat-model'],
      inputs: { rehearse: 'fail' },
    },
    { name: 'report', agent: agent('summarizer'), dependsOn: ['dependencies', 'secrets-in-history'] },
  ]),
  pipeline('docs-update', [
    { name: 'find-stale', agent: agent('code-reviewer'), model: 'haiku', inputs: { rehearse: 'sleep:3' } },
    {
      name: 'rewrite',
      agent: agent('doc-updater'),
      dependsOn: ['find-stale'],
      timeout: 1800,
      inputs: { rehearse: 'sleep:900' },
    },
    { name: 'summary', agent: agent('summarizer'), dependsOn: ['rewrite'] },
  ]),
]
