import type { ImageDefinition } from '../images/catalogue.ts'

/**
 * The sources of the oven's own images on this machine. Implemented by `adapters/images`.
 * Throws an `OvenError`: `image-sources-missing` when the folder is not there, `file-missing` when a file the caller
 * named is not.
 */
export interface ImageSources {
  /** A digest of the files a build is made from, without what the caller adds to them. */
  hash(definition: ImageDefinition): Promise<string>
  /** The build's context as a tar stream. */
  pack(definition: ImageDefinition, additions: ContextAdditions): Promise<NodeJS.ReadableStream>
}

/** Files of the host that go into a build's context beside its sources. */
export interface ContextAdditions {
  /** Files with certificates in PEM form, put into `extra-ca/` beside those this machine trusts on its own. */
  extraCa: string[]
  /** A tarball, put into the context under its own name. */
  tarball: string | null
}

/** Makes sure of an image that is not the oven's own: present, pulled, or built as a stand-in where that can be. */
export interface BaseImages {
  ensure(
    reference: string,
    options: { onProgress: (text: string) => void; signal?: AbortSignal },
  ): Promise<void>
}
