import { expect, test } from 'vitest'
import * as choices from '../../cli/choices.ts'
import {
  ChannelType,
  contract,
  DeliveryOutcome,
  MessageState,
  Outcome,
  RunState,
  SlotState,
  Topic,
  Trigger,
  Verdict,
} from '../../contract/index.ts'

test.each([
  ['RunState', choices.RunState, RunState],
  ['Outcome', choices.Outcome, Outcome],
  ['Verdict', choices.Verdict, Verdict],
  ['Trigger', choices.Trigger, Trigger],
  ['SlotState', choices.SlotState, SlotState],
  ['DeliveryOutcome', choices.DeliveryOutcome, DeliveryOutcome],
  ['ChannelType', choices.ChannelType, ChannelType],
  ['Topic', choices.Topic, Topic],
  ['MessageState', choices.MessageState, MessageState],
])('the command line knows each %s of the contract', (_name, known, { options }) => {
  expect([...known].sort()).toEqual([...options].sort())
})

test('each operation of the contract can be said on the command line', async () => {
  const { commandTable } = await import('../../cli/command-table.ts')
  const said = new Set(commandTable.map((entry) => entry.words.join('.')))
  const renamed: Record<string, string> = {
    'status.show': 'status',
    'doctor.check': 'doctor',
    'jobs.run': 'run',
    'auth.list': 'auth.status',
    'auth.signIn': 'auth.sign-in',
    'auth.type': 'auth.sign-in',
    'auth.resize': 'auth.sign-in',
    'auth.signOut': 'auth.sign-out',
    'readiness.show': 'readiness',
    // What the agents said is the window's.
    'runs.transcript': 'runs.logs',
    'changes.watch': 'events',
    'runs.count': 'runs.list',
    // Hours of a calendar are the window's; on the command line the ledger is a list.
    'slots.calendar': 'slots.list',
    'slots.forecast': 'slots.upcoming',
    'retention.preview': 'clean',
    'auth.apps': 'auth.apps.list',
    'runs.artifacts': 'runs.artifacts.list',
    'runs.searchLog': 'runs.logs',
    'runs.reports': 'runs.show',
    'schedule.pause': 'pause',
    'schedule.resume': 'resume',
    'secrets.rotateKey': 'secrets.rotate-key',
    'settings.show': 'config.show',
    'settings.update': 'config.set',
    // What an allow-list comes to is shown beside its field.
    'jobs.reach': 'jobs.show',
    'retention.clean': 'clean',
    'notifications.channels': 'notify.list',
    'notifications.setChannel': 'notify.add',
    'notifications.removeChannel': 'notify.remove',
    'notifications.test': 'notify.test',
    'notifications.enableAgain': 'notify.enable',
    'notifications.history': 'notify.history',
    'notifications.retry': 'notify.retry',
  }
  const operations = Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => `${noun}.${verb}`),
  )
  expect(operations.filter((name) => !said.has(renamed[name] ?? name))).toEqual([])
})
