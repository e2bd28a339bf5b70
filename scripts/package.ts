import { api } from '@electron-forge/core'
import { buildPart } from './build/build-part.ts'
import { explainPackFailure } from './pack/explain-pack-failure.ts'
import { stageProgram } from './pack/stage-program.ts'
import { projectRoot } from './setup/project-root.mjs'
import { step } from './setup/step.mjs'

// `npm run package`: a local, unsigned app for this machine, in out/. Forge builds main, preload and renderer itself.

for (const part of ['renderer', 'host'] as const)
  await step(`Building ${part}`, () => buildPart(projectRoot, part))
stageProgram(projectRoot)
try {
  const packed = await api.package({ dir: projectRoot, interactive: false })
  for (const { packagedPath } of packed) console.log(packagedPath)
} catch (error) {
  const explained = explainPackFailure(error, `Electron’s runtime for ${process.platform}`)
  if (explained === null) throw error
  console.error(explained)
  process.exitCode = 1
}
