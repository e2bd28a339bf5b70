import { describe, expect, test } from 'vitest'
import { amountText, fromAmount, toAmount } from '../../../renderer/settings/amounts.ts'
import { defaultText, valueText } from '../../../renderer/settings/setting-words.ts'
import { besideItsField, faultOf } from '../../../renderer/settings/use-save-setting.ts'

describe('amounts', () => {
  test.each([
    [1, { number: 1, unit: 'seconds' }],
    [90, { number: 90, unit: 'seconds' }],
    [1_800, { number: 30, unit: 'minutes' }],
    [5_400, { number: 90, unit: 'minutes' }],
    [43_200, { number: 12, unit: 'hours' }],
    [86_400, { number: 1, unit: 'days' }],
  ])('%d seconds stand in the largest unit that fits, and come back whole', (value, amount) => {
    expect(toAmount(value, 'seconds')).toEqual(amount)
    expect(fromAmount(amount, 'seconds')).toBe(value)
  })

  test('sizes may have two decimals', () => {
    expect(toAmount(1.5 * 1024 ** 3, 'bytes')).toEqual({ number: 1.5, unit: 'GB' })
    expect(toAmount(1024 ** 2 * 300, 'bytes')).toEqual({ number: 300, unit: 'MB' })
    expect(fromAmount({ number: 0.25, unit: 'TB' }, 'bytes')).toBe(1024 ** 4 / 4)
    expect(amountText(1, 'seconds')).toBe('1 second')
  })
})

describe('words', () => {
  const field = { kind: 'choice', unit: null, choices: [{ value: 'skip', title: 'Leave it out' }] } as const
  test('values are told as a person says them', () => {
    expect(valueText({ ...field, choices: [...field.choices] }, 'skip')).toBe('Leave it out')
    expect(valueText({ kind: 'list', unit: null, choices: [] }, ['default', 'a.example'])).toBe(
      '`default`, `a.example`',
    )
    expect(valueText({ kind: 'integer', unit: 'runs', choices: [] }, 1200)).toBe('1,200 runs')
    expect(defaultText({ default: null, fallback: 'as many as are due' } as never)).toBe('as many as are due')
  })

  test('a fault at its field leaves out the field’s name', () => {
    expect(besideItsField('The field "retention.days" must be more than 0.')).toBe('Must be more than 0.')
    const refusal = {
      code: 'INPUT_INVALID',
      message: 'The field "a" is missing.',
      hint: null,
      fields: [{ field: 'b', message: 'The field "b" must be text.' }],
    }
    expect(faultOf(refusal, 'b')).toBe('Must be text.')
    expect(faultOf(refusal, 'c')).toBe('Is missing.')
    expect(faultOf(null, 'b')).toBeUndefined()
  })
})
