import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTinyImage } from '../../support/tiny-image.ts'

/** Makes an image of the tests' own whose entrypoint is a shell script, on top of the tiny one. Removed by `remove`. */
export async function buildScriptImage(
  name: string,
  script: string,
): Promise<{ image: string; remove(): void }> {
  const base = await ensureTinyImage()
  const image = `agent-oven-test/${name}:1`
  const folder = mkdtempSync(join(tmpdir(), 'oven-image-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'entry.sh'), script, { mode: 0o755 })
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM ${base}\nLABEL agent-oven.test=image\nCOPY entry.sh /entry.sh\nUSER 1000\nENTRYPOINT ["/bin/sh", "/entry.sh"]\n`,
  )
  execFileSync('docker', ['build', '--quiet', '--tag', image, folder], {
    stdio: 'pipe',
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  })
  rmSync(folder, { recursive: true, force: true })
  return { image, remove: () => void execFileSync('docker', ['rmi', '--force', image], { stdio: 'pipe' }) }
}
