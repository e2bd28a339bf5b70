import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import plist from 'plist'
import { expect, test } from 'vitest'
import { planDistribution, publishingFault, readBuilderFile } from '../../scripts/pack/distribution.ts'
import { placeNotaryKey } from '../../scripts/pack/notary-key.ts'

const root = join(import.meta.dirname, '../..')
const validate = (config: object) => validateConfiguration(config, new DebugLogger(false))

test.each([
  ['nothing', {}],
  ['a place for updates', { OVEN_UPDATE_URL: 'https://updates.example.org' }],
  ['all there is', { GITHUB_REPOSITORY: 'baker/oven', CSC_LINK: 'cert.p12', APPLE_API_KEY: 'key.p8' }],
])('electron-builder’s own schema accepts the configuration of a machine with %s', async (_what, env) => {
  await expect(validate(planDistribution(root, env).config)).resolves.not.toThrow()
})

test('that schema refuses what it does not know, so accepting says something', async () => {
  const config = { ...planDistribution(root, {}).config, hardenRuntime: true }
  await expect(validate(config)).rejects.toThrow(/hardenRuntime/)
})

test('without a certificate the app is signed for nobody, so that it starts on the Mac it was made on', () => {
  const plan = planDistribution(root, { APPLE_API_KEY: 'key.p8' })
  expect(plan).toMatchObject({ signed: false, notarised: false, updates: null })
  expect(plan.config).toMatchObject({
    publish: null,
    forceCodeSigning: false,
    mac: { identity: '-', hardenedRuntime: false, notarize: false },
  })
})

test('with certificates a build that cannot be signed fails, instead of going out unsigned', () => {
  const plan = planDistribution(root, { CSC_NAME: 'A Baker', APPLE_ID: 'baker@example.org' })
  expect(plan).toMatchObject({ signed: true, notarised: true })
  expect(plan.config).toMatchObject({
    forceCodeSigning: true,
    mac: { notarize: true, hardenedRuntime: true },
  })
  expect(plan.config.mac).not.toHaveProperty('identity')
})

test('updates come from the folder that is named, else from the releases of the repository', () => {
  const both = { OVEN_UPDATE_URL: 'https://updates.example.org', GITHUB_REPOSITORY: 'baker/oven' }
  expect(planDistribution(root, both).updates).toEqual({
    provider: 'generic',
    url: 'https://updates.example.org',
  })
  expect(planDistribution(root, { GITHUB_REPOSITORY: 'baker/oven' }).updates).toEqual({
    provider: 'github',
    owner: 'baker',
    repo: 'oven',
  })
})

test('dmg and zip are made for both kinds of Mac', () => {
  expect(readBuilderFile(root).mac?.target).toEqual([
    { target: 'dmg', arch: ['arm64', 'x64'] },
    { target: 'zip', arch: ['arm64', 'x64'] },
  ])
})

test('the hardened runtime is loosened for the compiler of JavaScript alone', () => {
  const file = readBuilderFile(root)
  expect(file.mac?.entitlementsInherit).toBe(file.mac?.entitlements)
  const entitlements = plist.parse(readFileSync(join(root, file.mac!.entitlements!), 'utf8'))
  expect(entitlements).toEqual({ 'com.apple.security.cs.allow-jit': true })
})

test('a release is published from the tag of its version alone', () => {
  expect(publishingFault('1.2.0', { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.0' })).toBeNull()
  expect(publishingFault('1.2.0', { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.3.0' })).toContain('v1.2.0')
  expect(publishingFault('1.2.0', { GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' })).toContain('tag')
})

test('the notary’s key lies in a file of this user’s alone while it is needed, and its text in no environment', () => {
  const env: NodeJS.ProcessEnv = { APPLE_API_KEY_BASE64: Buffer.from('the key').toString('base64') }
  const remove = placeNotaryKey(env)
  expect(Object.keys(env)).toEqual(['APPLE_API_KEY'])
  const file = env.APPLE_API_KEY!
  expect(readFileSync(file, 'utf8')).toBe('the key')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  remove()
  expect(existsSync(file)).toBe(false)
  expect(env).toEqual({})
  placeNotaryKey(env)()
})
