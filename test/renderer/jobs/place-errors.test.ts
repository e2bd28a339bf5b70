import { describe, expect, test } from 'vitest'
import { placeErrors } from '../../../renderer/jobs/form/place-errors.ts'

const at = (field: string, message = `${field} is wrong.`) => ({ field, message })

describe('placeErrors', () => {
  test('puts each refusal at its input, however deep the field lies', () => {
    const { byInput, elsewhere } = placeErrors([
      at('source.repo'),
      at('volumes.1'),
      at('env.1X'),
      at('schedule.cron'),
      at('resources.memory'),
      at('schedule'),
    ])
    expect(byInput).toEqual({
      'source.repo': 'source.repo is wrong.',
      'volumes.1': 'volumes.1 is wrong.',
      env: 'env.1X is wrong.',
      'schedule.cron': 'schedule.cron is wrong.',
      'resources.memory': 'resources.memory is wrong.',
      schedule: 'schedule is wrong.',
    })
    expect(elsewhere).toEqual([])
  })

  test('knows fields by the name the call gives them', () => {
    const { byInput } = placeErrors([at('job.schedule.cron', 'a'), at('changes.pipeline', 'b')])
    expect(byInput).toEqual({ 'schedule.cron': 'a', pipeline: 'b' })
  })

  test('does not name the field where it stands beside it', () => {
    const { byInput } = placeErrors([
      at('resources.memory', 'The field "resources.memory" must be a size such as "2g".'),
      at('volumes.1', 'The field "volumes.1" must be "host path:container path".'),
    ])
    expect(byInput['resources.memory']).toBe('Must be a size such as "2g".')
    expect(byInput['volumes.1']).toBe('Must be "host path:container path".')
  })

  test('joins two refusals of one input', () => {
    expect(placeErrors([at('allow.0', 'One.'), at('allow.1', 'Two.')]).byInput).toEqual({
      allow: 'One. Two.',
    })
  })

  test('leaves what has no input of its own to the top of the page', () => {
    const { byInput, elsewhere } = placeErrors([at('labels.0'), at(''), at('identity')])
    expect(byInput).toEqual({})
    expect(elsewhere.map((error) => error.field)).toEqual(['labels.0', '', 'identity'])
  })
})
