import { expect, test } from 'vitest'
import { emptyDraft } from '../../../renderer/jobs/form/job-draft.ts'
import { HIDDEN, readJson, showAsJson } from '../../../renderer/jobs/form/json-view.ts'

const draft = {
  ...emptyDraft('docker'),
  id: 'a',
  image: 'alpine',
  env: [
    { name: 'API_TOKEN', value: 'value-4711' },
    { name: 'LEVEL', value: 'debug' },
  ],
  rest: { labels: ['x'] },
}

test('the JSON view shows no value that looks like a key, and keeps it all the same', () => {
  const text = showAsJson(draft)
  expect(text).not.toContain('4711')
  expect(JSON.parse(text).env).toEqual({ API_TOKEN: HIDDEN, LEVEL: 'debug' })
  const read = readJson(text.replace('debug', 'info'), draft)
  expect(read).toMatchObject({ job: { env: { API_TOKEN: 'value-4711', LEVEL: 'info' }, labels: ['x'] } })
  expect('draft' in read && read.draft?.rest).toEqual({ labels: ['x'] })
})

test('a hidden value can be replaced, and goes with its name', () => {
  expect(readJson(showAsJson(draft).replace(HIDDEN, 'new'), draft)).toMatchObject({
    job: { env: { API_TOKEN: 'new' } },
  })
  const renamed = readJson(showAsJson(draft).replace('API_TOKEN', 'OTHER_TOKEN'), draft)
  expect(renamed).toEqual({ fault: expect.stringContaining('"OTHER_TOKEN" has no hidden value') })
})

test('what is no job is said to be none', () => {
  expect(readJson('{', draft)).toEqual({ fault: expect.stringMatching(/^This is not JSON: /) })
  expect(readJson('[]', draft)).toEqual({ fault: expect.stringContaining('JSON object') })
  expect(readJson('{"type":"docker","volumes":5}', draft)).toMatchObject({ draft: null, job: { volumes: 5 } })
})
