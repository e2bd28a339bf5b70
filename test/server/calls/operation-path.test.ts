import { expect, test } from 'vitest'
import { operationPath } from '../../../server/calls/operation-path.ts'

test.each([
  ['POST', '/api/runs/01m7/cancel', '/runs/{runId}/cancel'],
  ['GET', '/api/runs/01m7/artifacts/a/b.txt?x=1', '/runs/{runId}/artifacts/{+path}'],
  ['GET', '/api/stats/jobs', '/stats/jobs'],
  ['GET', '/api/stats/jobs/bake', '/stats/jobs/{id}'],
  ['PUT', '/api/secrets/NAME', '/secrets/{name}'],
  ['GET', '/api/status', '/status'],
  ['GET', '/api/cakes/canary', null],
  ['DELETE', '/api/runs/01m7/cancel', null],
  ['GET', '/api/', null],
])('%s %s is %s', (method, url, path) => {
  expect(operationPath(method, url)).toBe(path)
})
