import type { SettingGroup } from '../../../contract/index.ts'
import { choice, nextRun, type SettingEntry } from './setting-entry.ts'

/** When and how runs bake, and what they may spend. */
export const runSettings: Record<Extract<SettingGroup, 'schedules' | 'runs' | 'budget'>, SettingEntry[]> = {
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
}
