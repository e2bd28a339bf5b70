// @ts-check
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this checkout, whatever folder the command was typed in. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
