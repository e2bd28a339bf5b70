import { expect, test } from 'vitest'
import { AttentionAction } from '../../../contract/index.ts'
import { parseRoute } from '../../../renderer/app/route.ts'
import { addressOf } from '../../../renderer/dashboard/attention-act.tsx'

test('what needs signing in leads to the open dialog', () => {
  const action = { kind: 'sign-in', label: 'Sign in', login: 'claude' } as const
  expect(parseRoute(addressOf(action))).toEqual({ page: 'credentials', signIn: true })
})

test('every page that the host may name is one of the window', () => {
  const pages = AttentionAction.options.flatMap(({ shape }) => ('page' in shape ? shape.page.options : []))
  expect(pages).toContain('notifications')
  for (const page of pages) {
    const action = AttentionAction.parse({ kind: 'open-page', label: 'Open', page })
    if (action.kind !== 'start-engine') expect(parseRoute(addressOf(action)).page).not.toBe('unknown')
  }
})
