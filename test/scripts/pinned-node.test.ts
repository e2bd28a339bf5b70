import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findNode, satisfies } from '../../scripts/setup/pinned-node.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const range = '^22.22.2 || ^24.15.0 || >=26'
const packageJson = JSON.stringify({ engines: { node: range } })

test.each([
  ['22.22.2', true],
  ['22.23.0', true],
  ['24.15.0', true],
  ['24.21.0', true],
  ['26.0.0', true],
  ['27.1.0', true],
  ['18.20.0', false],
  ['20.20.2', false],
  ['22.22.1', false],
  ['23.5.0', false],
  ['24.14.9', false],
  ['25.9.0', false],
])('Node %s in the range: %s', (version, answer) => {
  expect(satisfies(version, range)).toBe(answer)
})

test('the pinned Node goes before the machine’s', () => {
  const root = temporaryFolder({ 'package.json': packageJson, 'node_modules/.bin/node': '#!/bin/sh\n' })
  const pinned = join(root, 'node_modules/.bin/node')
  chmodSync(pinned, 0o755)
  expect(findNode({ root, own: { execPath: '/own/node', version: '20.20.2' } })).toBe(pinned)
})

test('without it the machine’s own serves when new enough, and a sentence says so when not', () => {
  const root = temporaryFolder({ 'package.json': packageJson })
  expect(findNode({ root, own: { execPath: '/own/node', version: '24.15.1' } })).toBe('/own/node')
  expect(() => findNode({ root, own: { execPath: '/own/node', version: '20.20.2' } })).toThrow(
    `Agent Oven needs Node ${range}; this machine has 20.20.2`,
  )
})
