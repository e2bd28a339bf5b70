import type { Command } from './command.ts'

export interface CommandEntry {
  words: readonly string[]
  /** One line for the list of commands. */
  summary: string
  load(): Promise<Command>
}

/** Every command: its words as in the contract, and where it lives. Modules are loaded when called. */
export const commandTable: readonly CommandEntry[] = [
  entry('status', 'What the oven is doing', async () => (await import('./commands/status.ts')).status),
  entry(
    'doctor',
    'Check everything a run needs, with fixes',
    async () => (await import('./commands/doctor.ts')).doctor,
  ),
  entry('attention list', 'What needs you', async () => (await import('./commands/attention.ts')).list),
  entry(
    'attention seen',
    'Say that you have seen it',
    async () => (await import('./commands/attention.ts')).seen,
  ),
  entry('pause', 'Pause all schedules', async () => (await import('./commands/pause.ts')).pause),
  entry('resume', 'Let schedules fire again', async () => (await import('./commands/pause.ts')).resume),
  entry(
    'readiness',
    'Whether jobs will run when they are due next',
    async () => (await import('./commands/readiness.ts')).readiness,
  ),
  entry(
    'auth status',
    'Logins and keys, and what is known of them',
    async () => (await import('./commands/auth.ts')).status,
  ),
  entry('auth check', 'Try logins and keys', async () => (await import('./commands/auth.ts')).check),
  entry(
    'auth sign-in',
    'Sign in to Claude inside a container',
    async () => (await import('./commands/auth.ts')).signIn,
  ),
  entry('auth sign-out', 'Sign out of it', async () => (await import('./commands/auth.ts')).signOut),
  entry(
    'auth apps list',
    'GitHub Apps that jobs may name',
    async () => (await import('./commands/auth-apps.ts')).list,
  ),
  entry(
    'auth apps set',
    'Add or change a GitHub App',
    async () => (await import('./commands/auth-apps.ts')).set,
  ),
  entry(
    'auth apps remove',
    'Remove a GitHub App',
    async () => (await import('./commands/auth-apps.ts')).remove,
  ),
  entry(
    'jobs list',
    'All jobs and when they are due',
    async () => (await import('./commands/jobs-read.ts')).list,
  ),
  entry('jobs show', 'One job', async () => (await import('./commands/jobs-read.ts')).show),
  entry('jobs add', 'Add a job', async () => (await import('./commands/jobs-add.ts')).add),
  entry('jobs update', 'Change a job', async () => (await import('./commands/jobs-update.ts')).update),
  entry('jobs remove', 'Remove a job', async () => (await import('./commands/jobs-change.ts')).remove),
  entry(
    'jobs enable',
    'Let a job run on its schedule',
    async () => (await import('./commands/jobs-change.ts')).enable,
  ),
  entry(
    'jobs disable',
    'Keep a job from running on its schedule',
    async () => (await import('./commands/jobs-change.ts')).disable,
  ),
  entry(
    'jobs export',
    'Write jobs as a jobs file',
    async () => (await import('./commands/jobs-file.ts')).exportJobs,
  ),
  entry(
    'jobs import',
    'Take in a jobs file',
    async () => (await import('./commands/jobs-file.ts')).importJobs,
  ),
  entry(
    'jobs preview',
    'When a schedule is due next',
    async () => (await import('./commands/jobs-preview.ts')).preview,
  ),
  entry('run', 'Start a run of a job now', async () => (await import('./commands/run.ts')).run),
  entry('runs list', 'What ran, newest first', async () => (await import('./commands/runs-list.ts')).list),
  entry('runs show', 'One run with its stages', async () => (await import('./commands/runs-show.ts')).show),
  entry('runs logs', 'The output of a run', async () => (await import('./commands/runs-logs.ts')).logs),
  entry(
    'runs setting',
    'What a run was started with',
    async () => (await import('./commands/runs-setting.ts')).runsSetting,
  ),
  entry(
    'runs changes',
    'What a run changed, as a diff',
    async () => (await import('./commands/runs-changes.ts')).changes,
  ),
  entry(
    'runs artifacts list',
    'Files that were kept of a run',
    async () => (await import('./commands/runs-artifacts.ts')).list,
  ),
  entry('runs artifacts get', 'One of them', async () => (await import('./commands/runs-artifacts.ts')).get),
  entry('runs watch', 'Follow a run to its end', async () => (await import('./commands/runs-show.ts')).watch),
  entry(
    'runs retry',
    'Run a finished run’s job again',
    async () => (await import('./commands/runs-retry.ts')).retry,
  ),
  entry('runs cancel', 'Stop a run', async () => (await import('./commands/runs-show.ts')).cancel),
  entry(
    'slots list',
    'Due moments and what became of them',
    async () => (await import('./commands/slots.ts')).list,
  ),
  entry(
    'slots upcoming',
    'What is due next, of all jobs or of one',
    async () => (await import('./commands/slots.ts')).upcoming,
  ),
  entry(
    'chains list',
    'What followed the ends of runs, and what did not',
    async () => (await import('./commands/chains.ts')).list,
  ),
  entry(
    'stats days',
    'Runs, time and cost day by day',
    async () => (await import('./commands/stats.ts')).days,
  ),
  entry('stats jobs', 'The newest runs of each job', async () => (await import('./commands/stats.ts')).jobs),
  entry('stats job', 'What a job’s runs come to', async () => (await import('./commands/stats.ts')).job),
  entry('engine show', 'The container engine', async () => (await import('./commands/engine.ts')).show),
  entry('engine disk', 'What the oven takes up', async () => (await import('./commands/engine.ts')).disk),
  entry(
    'engine start',
    'Start the container engine',
    async () => (await import('./commands/engine.ts')).start,
  ),
  entry(
    'samples make',
    'Make a small project to try the oven with',
    async () => (await import('./commands/samples.ts')).make,
  ),
  entry('images list', 'The oven’s own images', async () => (await import('./commands/images.ts')).list),
  entry('images build', 'Build an image', async () => (await import('./commands/images.ts')).build),
  entry('images remove', 'Remove an image', async () => (await import('./commands/images.ts')).remove),
  entry(
    'clean',
    'Remove old logs, artifacts and leftovers',
    async () => (await import('./commands/clean.ts')).clean,
  ),
  entry(
    'secrets list',
    'Secrets that are set, and who uses them',
    async () => (await import('./commands/secrets.ts')).list,
  ),
  entry('secrets set', 'Set a secret', async () => (await import('./commands/secrets.ts')).set),
  entry('secrets remove', 'Remove a secret', async () => (await import('./commands/secrets.ts')).remove),
  entry(
    'secrets adopt',
    'Move secrets of a job’s "env" into the vault',
    async () => (await import('./commands/secrets.ts')).adopt,
  ),
  entry(
    'secrets rotate-key',
    'Put all secrets under a new key',
    async () => (await import('./commands/secrets.ts')).rotateKey,
  ),
  entry(
    'tokens list',
    'What opens jobs to calls from outside',
    async () => (await import('./commands/tokens.ts')).list,
  ),
  entry(
    'tokens create',
    'Make a token or signing secret for a job',
    async () => (await import('./commands/tokens.ts')).create,
  ),
  entry(
    'tokens rotate',
    'Make another in its place',
    async () => (await import('./commands/tokens.ts')).rotate,
  ),
  entry('tokens revoke', 'Revoke one', async () => (await import('./commands/tokens.ts')).revoke),
  entry(
    'webhooks show',
    'Where calls from outside come in',
    async () => (await import('./commands/webhooks.ts')).show,
  ),
  entry(
    'webhooks list',
    'Calls from outside, and what became of them',
    async () => (await import('./commands/webhooks.ts')).list,
  ),
  entry(
    'webhooks redeliver',
    'Call again with the same data',
    async () => (await import('./commands/webhooks.ts')).redeliver,
  ),
  entry(
    'github status',
    'How GitHub is asked what happened',
    async () => (await import('./commands/github.ts')).status,
  ),
  entry('notify list', 'Where messages go', async () => (await import('./commands/notify.ts')).list),
  entry(
    'notify add',
    'Add a channel for messages, or change it',
    async () => (await import('./commands/notify.ts')).add,
  ),
  entry('notify remove', 'Remove a channel', async () => (await import('./commands/notify.ts')).remove),
  entry('notify test', 'Try a channel', async () => (await import('./commands/notify.ts')).test),
  entry(
    'notify enable',
    'Let a channel try again that was disabled',
    async () => (await import('./commands/notify.ts')).enable,
  ),
  entry(
    'notify history',
    'Messages, and what became of them',
    async () => (await import('./commands/notify-messages.ts')).history,
  ),
  entry(
    'notify retry',
    'Send a message once more',
    async () => (await import('./commands/notify-messages.ts')).retry,
  ),
  entry('events', 'What happens, line by line', async () => (await import('./commands/events.ts')).events),
  entry(
    'sources branches',
    'The branches of a repository',
    async () => (await import('./commands/sources.ts')).branches,
  ),
  entry(
    'sources pipelines',
    'The pipelines of a repository',
    async () => (await import('./commands/sources.ts')).pipelines,
  ),
  entry(
    'config show',
    'The settings, with what they mean',
    async () => (await import('./commands/config.ts')).show,
  ),
  entry('config get', 'One setting', async () => (await import('./commands/config.ts')).get),
  entry('config set', 'Change a setting', async () => (await import('./commands/config.ts')).set),
  entry(
    'config unset',
    'Go back to a setting’s default',
    async () => (await import('./commands/config.ts')).unset,
  ),
  entry(
    'service install',
    'Start the oven with your session',
    async () => (await import('./commands/service.ts')).install,
  ),
  entry(
    'service uninstall',
    'Stop doing that',
    async () => (await import('./commands/service.ts')).uninstall,
  ),
  entry('service status', 'Whether that is so', async () => (await import('./commands/service.ts')).status),
  entry('serve', 'Run the oven without a desktop', async () => (await import('./commands/serve.ts')).serve),
  entry(
    'open',
    'A fresh address of the running oven’s window',
    async () => (await import('./commands/open.ts')).open,
  ),
]

function entry(words: string, summary: string, load: () => Promise<Command>): CommandEntry {
  return { words: words.split(' '), summary, load }
}
