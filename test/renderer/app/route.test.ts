import { expect, test } from 'vitest'
import { addresses, parentOf, parseRoute } from '../../../renderer/app/route.ts'

test('each address leads to its page', () => {
  expect(parseRoute('')).toEqual({ page: 'dashboard' })
  expect(parseRoute(addresses.dashboard)).toEqual({ page: 'dashboard' })
  expect(parseRoute(addresses.jobs)).toMatchObject({ page: 'jobs' })
  expect(parseRoute(addresses.newJob('docker'))).toEqual({ page: 'new-job', type: 'docker' })
  expect(parseRoute(addresses.job('new'))).toMatchObject({ page: 'job', id: 'new' })
  expect(parseRoute(addresses.editJob('a-b'))).toEqual({ page: 'edit-job', id: 'a-b' })
  expect(parseRoute(addresses.run('j#47/x'))).toEqual({ page: 'run', id: 'j#47/x' })
  expect(parseRoute('#/popover')).toEqual({ page: 'popover' })
  expect(parseRoute(addresses.credentials)).toEqual({ page: 'credentials' })
  expect(parseRoute(addresses.signIn)).toEqual({ page: 'credentials', signIn: true })
  expect(parseRoute(addresses.notifications)).toEqual({ page: 'settings', pane: 'notifications' })
  const runs = parseRoute(addresses.runs({ text: 'a?b&c' }))
  const tab = parseRoute(addresses.job('a', { tab: 'slots' }))
  expect(tab.page === 'job' && tab.query.get('tab')).toBe('slots')
  expect(runs.page === 'runs' && runs.query.get('text')).toBe('a?b&c')
})

test('an address of nowhere is said to be one', () => {
  for (const hash of ['#/nowhere', '#/jobs/a/b', '#/runs/a/b', '#/popover/x'])
    expect(parseRoute(hash)).toEqual({ page: 'unknown' })
  expect(parseRoute('#/runs/%E0%A4%A')).toEqual({ page: 'run', id: '%E0%A4%A' })
})

test('Esc has a page to go back to from every inner page', () => {
  expect(parentOf({ page: 'run', id: 'x' })).toBe('#/runs')
  expect(parentOf({ page: 'edit-job', id: 'x' })).toBe('#/jobs/x')
  expect(parentOf({ page: 'jobs', query: new URLSearchParams() })).toBeNull()
})
