import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { OvenError } from '../../core/errors.ts'
import type { ImageDefinition } from '../../core/images/catalogue.ts'
import type { ImageSources } from '../../core/ports/image-sources.ts'
import { findExtraCertificates } from './extra-ca.ts'
import { packTar, type TarFile } from './pack-tar.ts'

/** What lies about in a folder but is no source of the image. */
const LEFT_OUT = /(^|\/)(node_modules|\.DS_Store|README\.md|\.gitkeep)(\/|$)|\.tgz$/

/** The sources of the oven's images in a folder of this machine, `images/` of the checkout or of the installed app. */
export function createImageSources(options: { imagesFolder: string }): ImageSources {
  async function readSources(definition: ImageDefinition): Promise<TarFile[]> {
    const folder = join(options.imagesFolder, definition.folder)
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
      throw new OvenError(
        'image-sources-missing',
        `The sources of ${definition.name} are not in ${folder}.`,
        { hint: 'Install Agent Oven anew, or start it from a whole checkout.', cause },
      )
    })
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      )
      .filter((path) => !LEFT_OUT.test(path))
      .sort()
    return Promise.all(paths.map((path) => readSource(folder, path)))
  }

  return {
    async hash(definition) {
      const hash = createHash('sha256')
      for (const { path, bytes } of await readSources(definition)) {
        hash.update(`${path}\0${bytes.length}\0`).update(bytes)
      }
      hash.update(JSON.stringify([definition.dockerfile, definition.target ?? null, definition.buildArgs]))
      return hash.digest('hex').slice(0, 16)
    },
    async pack(definition, { extraCa, tarball }) {
      const files = await readSources(definition)
      if (definition.trustsExtraCa) {
        // The folder must be in the context even when it holds no certificate.
        files.push({ path: 'extra-ca/.keep', bytes: Buffer.alloc(0), executable: false })
        for (const { fingerprint, pem } of await findExtraCertificates(extraCa)) {
          const path = `extra-ca/${fingerprint.slice(0, 16)}.crt`
          files.push({ path, bytes: Buffer.from(`${pem}\n`), executable: false })
        }
      }
      if (tarball !== null) files.push({ ...(await readTarball(tarball)), path: basename(tarball) })
      return packTar(files)
    },
  }
}

async function readSource(folder: string, path: string): Promise<TarFile> {
  const file = join(folder, path)
  const [bytes, { mode }] = await Promise.all([readFile(file), stat(file)])
  return { path, bytes, executable: (mode & 0o100) !== 0 }
}

async function readTarball(file: string): Promise<{ bytes: Buffer; executable: boolean }> {
  try {
    return { bytes: await readFile(file), executable: false }
  } catch (cause) {
    throw new OvenError('file-missing', `The tarball ${file} cannot be read.`, {
      kind: 'INPUT_INVALID',
      cause,
    })
  }
}
