import { buildPart, PARTS, type Part } from './build/build-part.ts'
import { projectRoot } from './setup/project-root.mjs'

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = asked.filter((word) => !PARTS.includes(word as Part))
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`)
  process.exit(2)
}
for (const part of (asked.length > 0 ? asked : PARTS) as Part[]) {
  const startedAt = performance.now()
  await buildPart(projectRoot, part)
  console.log(`built dist/${part} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}
