import { expect, test } from 'vitest'
import { step } from '../../scripts/setup/step.mjs'

function output(isTTY: boolean) {
  let text = ''
  return {
    isTTY,
    columns: 40,
    write(more: string) {
      text += more
    },
    text: () => text,
  }
}

test('elsewhere than on a terminal: a line at the start and one at the end', async () => {
  const out = output(false)
  expect(await step('Building', async () => 42, { out })).toBe(42)
  expect(out.text()).toBe('Building …\nBuilding: done (0 s)\n')
})

test('on a terminal the line is drawn over and never wider than the window', async () => {
  const out = output(true)
  await step(
    'Building',
    async (say) => {
      say('x'.repeat(200))
      await new Promise((resolve) => setTimeout(resolve, 600))
    },
    { out },
  )
  const drawn = out.text().split('\r\u001b[K').filter(Boolean)
  expect(drawn.at(-1)).toMatch(/^Building: done \([1-9]\d* s\)\n$/)
  expect(drawn.some((line) => line.includes('xxx'))).toBe(true)
  expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(40)
})

test('a step that fails says so and hands the error on', async () => {
  const out = output(false)
  const failing = step('Building', () => Promise.reject(new Error('no space')), { out })
  await expect(failing).rejects.toThrow('no space')
  expect(out.text()).toContain('Building: failed (0 s)')
})
