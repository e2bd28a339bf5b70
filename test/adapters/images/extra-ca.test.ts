import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { expect, test } from 'vitest'
import { findExtraCertificates } from '../../../adapters/images/extra-ca.ts'

function makeCertificate(folder: string, name: string): string {
  const file = join(folder, `${name}.crt`)
  const subject = ['-subj', `/CN=${name}`, '-days', '1', '-nodes', '-newkey', 'rsa:2048']
  const key = ['-keyout', join(folder, `${name}.key`)]
  execFileSync('openssl', ['req', '-x509', ...subject, ...key, '-out', file], { stdio: 'ignore' })
  return file
}

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'oven-ca-'))
  const localFolder = join(folder, 'local')
  mkdirSync(localFolder)
  return { folder, localFolder }
}

test("finds the machine's own certificates among Mozilla's, each once, and those named", async () => {
  const { folder, localFolder } = setUp()
  const company = readFileSync(makeCertificate(localFolder, 'company'), 'utf8')
  const named = makeCertificate(folder, 'named')
  const proxy = readFileSync(makeCertificate(folder, 'proxy'), 'utf8')
  const bundle = join(folder, 'bundle.crt')
  writeFileSync(bundle, [...rootCertificates, company, proxy].join('\n'))
  const found = await findExtraCertificates([named], { env: { NODE_EXTRA_CA_CERTS: bundle }, localFolder })
  const expected = [company, proxy, readFileSync(named, 'utf8')].map((pem) => pem.trim())
  expect(found.map(({ pem }) => pem.trim())).toEqual(expected)
})

test('finds none where there are none, and does not mind files that are not there', async () => {
  const { localFolder } = setUp()
  const env = { NODE_EXTRA_CA_CERTS: '/nowhere', SSL_CERT_FILE: '' }
  expect(await findExtraCertificates([], { env, localFolder })).toEqual([])
})

test('refuses a named file that is missing or holds no certificate', async () => {
  const { folder, localFolder } = setUp()
  const options = { env: {}, localFolder }
  await expect(findExtraCertificates(['/nowhere.crt'], options)).rejects.toMatchObject({
    code: 'file-missing',
  })
  const empty = join(folder, 'empty.crt')
  writeFileSync(empty, 'no certificate')
  await expect(findExtraCertificates([empty], options)).rejects.toThrow('holds no certificate')
})
