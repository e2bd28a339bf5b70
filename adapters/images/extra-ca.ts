import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { OvenError } from '../../core/errors.ts'

/** Where Debian's administrators put certificates of their own, and where Debian keeps Mozilla's. */
const LOCAL_FOLDER = '/usr/local/share/ca-certificates'
const MOZILLA_FOLDER = '/usr/share/ca-certificates/mozilla'
/** Files that programs on this machine are told to trust. */
const VARIABLES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

export interface ExtraCertificate {
  /** SHA-256 of the certificate, in hex. */
  fingerprint: string
  pem: string
}

/**
 * Certificates this machine trusts beyond Mozilla's (a company's, an intercepting proxy's), and those in `files`: npm
 * and apt inside a build need them. Throws `file-missing` for a file of `files` that cannot be read or holds none.
 */
export async function findExtraCertificates(
  files: string[],
  options: { env?: NodeJS.ProcessEnv; localFolder?: string } = {},
): Promise<ExtraCertificate[]> {
  const { env = process.env, localFolder = LOCAL_FOLDER } = options
  const found = new Map<string, string>()
  const own = await readFolder(localFolder)
  const told = await Promise.all(VARIABLES.map((name) => readQuietly(env[name])))
  const usual = new Set(fingerprints([...rootCertificates, ...(await readFolder(MOZILLA_FOLDER))]))
  for (const [fingerprint, pem] of certificates([...own, ...told])) {
    if (!usual.has(fingerprint)) found.set(fingerprint, pem)
  }
  for (const file of files) {
    const named = [...certificates([await readNamed(file)])]
    if (named.length === 0) {
      throw new OvenError('file-missing', `The file ${file} holds no certificate in PEM form.`, {
        kind: 'INPUT_INVALID',
      })
    }
    for (const [fingerprint, pem] of named) found.set(fingerprint, pem)
  }
  return [...found].map(([fingerprint, pem]) => ({ fingerprint, pem }))
}

function* certificates(texts: string[]): Generator<[string, string]> {
  for (const text of texts) {
    for (const [pem] of text.matchAll(PEM)) {
      try {
        yield [new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase(), pem]
      } catch {
        // Not a certificate this Node can read; nothing would trust it either.
      }
    }
  }
}

function fingerprints(texts: string[]): string[] {
  return [...certificates(texts)].map(([fingerprint]) => fingerprint)
}

async function readFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const files = names.filter((name) => name.endsWith('.crt'))
  return Promise.all(files.map((name) => readQuietly(join(folder, name))))
}

async function readQuietly(file: string | undefined): Promise<string> {
  return file ? await readFile(file, 'utf8').catch(() => '') : ''
}

async function readNamed(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new OvenError('file-missing', `The certificate file ${file} cannot be read.`, {
      kind: 'INPUT_INVALID',
      cause,
    })
  }
}
