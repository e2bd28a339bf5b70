import type { SettingGroup } from '../../../contract/index.ts'
import { choice, nextRun, type SettingEntry } from './setting-entry.ts'

/** What runs reach, and what they are handed. */
export const reachSettings: Record<
  Extract<SettingGroup, 'network' | 'volumes' | 'logins' | 'images'>,
  SettingEntry[]
> = {
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
}
