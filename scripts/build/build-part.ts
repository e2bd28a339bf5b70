import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { isBuiltFrom, noteBuiltFrom, stampSources } from './sources-stamp.ts'

/** The parts that are built, each by a Vite configuration of its own, into `dist/<part>`. */
export const PARTS = ['renderer', 'host', 'main', 'preload'] as const
export type Part = (typeof PARTS)[number]

/** Builds one part. Rejects with Vite's own error, which names file and line. */
export async function buildPart(root: string, part: Part): Promise<void> {
  const config = `vite.${part}.config.ts`
  const stamp = stampSources(root, config)
  await build({ configFile: join(root, config), logLevel: 'warn' })
  noteBuiltFrom(join(root, 'dist', part), stamp)
}

/** Which of the parts are missing or older than their sources. */
export function staleParts(root: string, parts: readonly Part[]): Part[] {
  return parts.filter((part) => {
    const folder = join(root, 'dist', part)
    const present = existsSync(folder) && readdirSync(folder).length > 0
    return !present || !isBuiltFrom(folder, stampSources(root, `vite.${part}.config.ts`))
  })
}
