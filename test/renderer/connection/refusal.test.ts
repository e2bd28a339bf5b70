import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import { isRefused, toRefusal } from '../../../renderer/connection/refusal.ts'

describe('toRefusal', () => {
  test('reads the sentence, the hint and the fields of a refused call', () => {
    const fields = [{ field: 'schedule.cron', message: '"schedule.cron" must be a cron expression.' }]
    const error = new ORPCError('INPUT_INVALID', {
      status: 422,
      message: 'Wrong.',
      data: { hint: 'Try.', fields },
    })
    expect(toRefusal(error)).toEqual({ code: 'INPUT_INVALID', message: 'Wrong.', hint: 'Try.', fields })
  })

  test('reads the issues that the transport itself reports', () => {
    const issues = [{ message: 'must be a time zone', path: ['schedule', { key: 'timezone' }] }]
    const error = new ORPCError('BAD_REQUEST', { status: 400, data: { issues } })
    expect(toRefusal(error).fields).toEqual([{ field: 'schedule.timezone', message: 'must be a time zone' }])
  })

  test('makes one plain sentence of anything else', () => {
    const { code, message } = toRefusal(new TypeError('Failed to fetch'))
    expect(code).toBe('UNREACHABLE')
    expect(message).not.toContain('fetch')
  })
})

test('a host that is ill has not refused', () => {
  expect(isRefused(new ORPCError('NOT_FOUND', { status: 404 }))).toBe(true)
  expect(isRefused(new ORPCError('FAILED', { status: 500 }))).toBe(false)
  expect(isRefused(new TypeError('Failed to fetch'))).toBe(false)
})
