import type { SettingField, SettingGroup } from '../../contract/index.ts'

/** What there is to say about a setting whatever its value. */
export type SettingEntry = Pick<SettingField, 'key' | 'title' | 'explanation' | 'kind'> &
  Partial<Pick<SettingField, 'unit' | 'choices' | 'fallback' | 'takesEffect' | 'desktopOnly'>>

const choice = (value: string, title: string) => ({ value, title })
const nextRun = { takesEffect: 'next-run' } as const
const asFailure = 'as with runs that fail'

/** Every setting, in the order in which a person reads them. Defaults come from the schema (contract/settings.ts). */
const groups: Record<SettingGroup, SettingEntry[]> = {
  general: [
    {
      key: 'timezone',
      title: 'Time zone',
      explanation: 'Schedules that name no zone of their own are read in this one.',
      kind: 'timezone',
      fallback: 'the zone of this machine',
    },
  ],
  schedules: [
    {
      key: 'schedules.catchUp',
      title: 'When a due moment was missed',
      explanation:
        'What becomes of moments that came due while the machine slept or the oven was closed, for jobs that do not say it themselves.',
      kind: 'choice',
      choices: [
        choice('latest', 'Make up for the latest one'),
        choice('skip', 'Leave it out'),
        choice('all', 'Make up for every one, in turn'),
      ],
    },
    {
      key: 'schedules.catchUpWithin',
      title: 'Make up for it within',
      explanation: 'A moment that was missed longer ago than this is left out.',
      kind: 'seconds',
      unit: 'seconds',
      fallback: 'a day, or for rare jobs half the time until they are due again, up to a week',
    },
  ],
  runs: [
    {
      key: 'limits.maxConcurrentRuns',
      title: 'Runs at one time',
      explanation: 'When more are due they wait for their turn, over all jobs.',
      kind: 'integer',
      unit: 'runs',
      fallback: 'as many as are due',
    },
    {
      key: 'pipeline.defaultTimeout',
      title: 'Time for a pipeline',
      explanation: 'A pipeline that takes longer is stopped, where its job says nothing else.',
      kind: 'seconds',
      unit: 'seconds',
      fallback: '30 minutes',
      ...nextRun,
    },
    {
      key: 'pipeline.defaultMemory',
      title: 'Memory for a pipeline',
      explanation: 'More than this ends its processes. Such as `4g`.',
      kind: 'text',
      fallback: '4g, at most what the engine has',
      ...nextRun,
    },
    {
      key: 'pipeline.defaultCpus',
      title: 'Processors for a pipeline',
      explanation: 'How many processors it may keep busy; parts such as 0.5 are allowed.',
      kind: 'number',
      unit: 'processors',
      fallback: '2, at most what the engine has',
      ...nextRun,
    },
    {
      key: 'docker.defaultTimeout',
      title: 'Time for a docker job',
      explanation: 'A container that takes longer is stopped, where its job says nothing else.',
      kind: 'seconds',
      unit: 'seconds',
      fallback: '1 hour',
      ...nextRun,
    },
    {
      key: 'docker.defaultMemory',
      title: 'Memory for a docker job',
      explanation: 'More than this ends its processes. Such as `512m`.',
      kind: 'text',
      fallback: '1g, at most what the engine has',
      ...nextRun,
    },
    {
      key: 'docker.defaultCpus',
      title: 'Processors for a docker job',
      explanation: 'How many processors it may keep busy; parts such as 0.5 are allowed.',
      kind: 'number',
      unit: 'processors',
      fallback: '1',
      ...nextRun,
    },
  ],
  budget: [
    {
      key: 'budget.perDay.usd',
      title: 'Dollars in a day',
      explanation:
        'When all jobs together have spent this in a calendar day, at list prices, no run begins by itself until midnight.',
      kind: 'number',
      unit: 'dollars',
      fallback: 'no limit',
    },
    {
      key: 'budget.perDay.tokens',
      title: 'Tokens in a day',
      explanation: 'The same in tokens, every kind counted alike.',
      kind: 'integer',
      unit: 'tokens',
      fallback: 'no limit',
    },
  ],
  network: [
    {
      key: 'network.allow',
      title: 'Names that may be reached',
      explanation:
        'For jobs whose network is an allow-list and that bring none of their own. One name on each line: `api.example.com`, `.example.com` for every name below it, `:80` behind it for plain http. `default` stands for the built-in list.',
      kind: 'list',
      ...nextRun,
    },
    {
      key: 'network.pool',
      title: 'Addresses for these networks',
      explanation:
        'Private addresses of which each such run gets 16. Change it where they clash with your own.',
      kind: 'text',
      ...nextRun,
    },
  ],
  volumes: [
    {
      key: 'volumes.allow',
      title: 'Folders that docker jobs may mount',
      explanation:
        'One absolute path on each line; what lies below it may be mounted too. `~` is your home folder. No job can change this.',
      kind: 'list',
      ...nextRun,
    },
  ],
  logins: [
    {
      key: 'auth.defaultMode',
      title: 'Claude login',
      explanation: 'Which login pipelines are handed, where their job does not say it.',
      kind: 'choice',
      choices: [
        choice('host-login', 'The login of this machine'),
        choice('container-login', 'A login of the oven’s own, in a container'),
        choice('api-key', 'An API key among the secrets'),
      ],
      ...nextRun,
    },
    {
      key: 'auth.claudeCredPath',
      title: 'Folder of Claude Code',
      explanation: 'Where Claude Code keeps its login on this machine.',
      kind: 'text',
      fallback: '~/.claude',
      ...nextRun,
    },
    {
      key: 'auth.ghCredPath',
      title: 'Folder of GitHub’s program',
      explanation: 'Where `gh` keeps its login on this machine.',
      kind: 'text',
      fallback: '~/.config/gh',
      ...nextRun,
    },
    {
      key: 'auth.claudeVolume',
      title: 'Volume of the container login',
      explanation: 'The engine’s volume that holds the login of the oven’s own.',
      kind: 'text',
      ...nextRun,
    },
    {
      key: 'auth.knownHosts',
      title: 'Keys of git servers',
      explanation:
        'Lines of a known_hosts file, for servers other than GitHub, GitLab and Bitbucket. `ssh-keyscan` prints them.',
      kind: 'list',
      ...nextRun,
    },
    {
      key: 'auth.githubApps',
      title: 'GitHub Apps',
      explanation:
        'By the name that a job gives as `source.credentials`: the App’s id, the installation, and the secret that holds its private key.',
      kind: 'apps',
      ...nextRun,
    },
  ],
  images: [
    {
      key: 'pipeline.image',
      title: 'Image for pipelines',
      explanation: 'What pipelines run in, where their job names no image.',
      kind: 'text',
      ...nextRun,
    },
    {
      key: 'pipeline.rehearsalImage',
      title: 'Image for rehearsals',
      explanation: 'What plays a pipeline’s stages without calling a model.',
      kind: 'text',
      ...nextRun,
    },
  ],
  notifications: [
    {
      key: 'notifications.onFailure',
      title: 'When a run fails',
      explanation: 'Also when it runs out of time or is lost. Jobs may say otherwise.',
      kind: 'boolean',
    },
    {
      key: 'notifications.onSuccess',
      title: 'When a run succeeds',
      explanation: 'Says what came of it.',
      kind: 'boolean',
    },
    {
      key: 'notifications.onBlocked',
      title: 'When a run is blocked',
      explanation: 'A check refused it, so it never began.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onAuthExpiry',
      title: 'Before a login ends',
      explanation: 'A day before, and once.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onMissed',
      title: 'When a due moment was missed',
      explanation: 'It came while the machine slept or the oven was closed, and is not made up for.',
      kind: 'boolean',
      fallback: asFailure,
    },
    {
      key: 'notifications.onBudget',
      title: 'When a budget is spent',
      explanation: 'A run was stopped, or refused, because it or the day had spent enough.',
      kind: 'boolean',
      fallback: asFailure,
    },
  ],
  server: [
    {
      key: 'server.enabled',
      title: 'Take calls from outside',
      explanation:
        'Programs that hold a job’s token, or sign with its secret, may start it over HTTP. The window does not need this.',
      kind: 'boolean',
    },
    {
      key: 'server.port',
      title: 'Port',
      explanation: 'Where calls come in.',
      kind: 'integer',
    },
    {
      key: 'server.host',
      title: 'Address',
      explanation:
        '127.0.0.1 is for this machine alone. Any other lets every machine knock that reaches it, unencrypted: put a VPN or a tunnel before it.',
      kind: 'text',
    },
    {
      key: 'server.names',
      title: 'Names it goes by',
      explanation:
        'Host names under which a tunnel or a proxy passes calls on. Calls for any other name are turned away.',
      kind: 'list',
    },
    {
      key: 'server.proxies',
      title: 'Proxies that are believed',
      explanation:
        'Addresses whose X-Forwarded-For says who called, so that limits are counted by the true caller.',
      kind: 'list',
    },
    {
      key: 'server.perAddress',
      title: 'Calls from one address',
      explanation: 'More than this within a minute are told to come back later.',
      kind: 'integer',
      unit: 'calls a minute',
    },
    {
      key: 'server.perToken',
      title: 'Calls with one token',
      explanation: 'More than this within a minute are told to come back later.',
      kind: 'integer',
      unit: 'calls a minute',
    },
  ],
  retention: [
    {
      key: 'retention.days',
      title: 'Keep logs and artifacts for',
      explanation: 'Those of older runs go. The history itself stays.',
      kind: 'number',
      unit: 'days',
    },
    {
      key: 'retention.maxBytes',
      title: 'Keep at most',
      explanation: 'Beyond this the oldest logs and artifacts go first.',
      kind: 'bytes',
      unit: 'bytes',
    },
    {
      key: 'retention.maxRunsPerJob',
      title: 'Runs of each job',
      explanation: 'Logs and artifacts of so many of a job’s newest runs stay.',
      kind: 'integer',
      unit: 'runs',
      fallback: 'all that are not too old',
    },
  ],
  desktop: [
    {
      key: 'desktop.showRunCount',
      title: 'Number beside the icon',
      explanation: 'How many runs are active, in the menu bar.',
      kind: 'boolean',
      desktopOnly: true,
    },
    {
      key: 'desktop.keepAwake',
      title: 'Keep this Mac awake',
      explanation: 'Only while runs are active. The display may sleep.',
      kind: 'choice',
      choices: [
        choice('never', 'Never'),
        choice('on-power', 'On its power adapter'),
        choice('always', 'Always'),
      ],
      desktopOnly: true,
    },
    {
      key: 'desktop.startEngine',
      title: 'Start Colima when it is needed',
      explanation: 'When the engine is down while runs are active, or one is due within ten minutes.',
      kind: 'boolean',
      desktopOnly: true,
    },
    {
      key: 'desktop.checkForUpdates',
      title: 'Look for updates',
      explanation: 'Once a day. They are offered, and never installed unasked or in the middle of a run.',
      kind: 'boolean',
      desktopOnly: true,
    },
  ],
}

/** Every setting with its group. */
export const settingCatalogue: readonly (SettingEntry & { group: SettingGroup })[] = Object.entries(
  groups,
).flatMap(([group, entries]) => entries.map((entry) => ({ ...entry, group: group as SettingGroup })))
