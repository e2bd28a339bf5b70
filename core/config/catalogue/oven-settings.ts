import type { SettingGroup } from '../../../contract/index.ts'
import { choice, type SettingEntry } from './setting-entry.ts'

/** How the oven itself behaves. */
export const ovenSettings: Record<
  Extract<SettingGroup, 'general' | 'server' | 'github' | 'retention' | 'desktop'>,
  SettingEntry[]
> = {
  general: [
    {
      key: 'timezone',
      title: 'Time zone',
      explanation: 'Schedules that name no zone of their own are read in this one.',
      kind: 'timezone',
      fallback: 'the zone of this machine',
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
  github: [
    {
      key: 'github.webhookSecret',
      title: 'Secret of the webhook',
      explanation:
        'Name of the secret that GitHub signs what it sends with. What is signed otherwise is refused.',
      kind: 'text',
    },
    {
      key: 'github.formerWebhookSecret',
      title: 'The secret before it',
      explanation:
        'While this is named, that secret is good as well: for the time in which it is changed on GitHub.',
      kind: 'text',
      fallback: 'no other',
    },
    {
      key: 'github.pollSeconds',
      title: 'Ask GitHub every',
      explanation:
        'How often GitHub is asked what happened in a repository that jobs begin at. It is asked less often where it says so, and without a token.',
      kind: 'seconds',
    },
    {
      key: 'github.token',
      title: 'Token to ask with',
      explanation:
        'Name of the secret that holds a token. Jobs whose repository is reached with a login of its own ask with that; docker jobs, and those with a deploy key, with this.',
      kind: 'text',
      fallback: 'gh’s login on this machine',
    },
    {
      key: 'github.apiUrl',
      title: 'Where GitHub is asked',
      explanation: 'For a GitHub Enterprise server: `https://` and its name, then `/api/v3`.',
      kind: 'text',
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
