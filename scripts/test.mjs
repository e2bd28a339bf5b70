// @ts-check
// `npm test`. Whatever happens, its last line is "N passed, N failed".
import { enter } from './setup/enter.mjs'
import { projectRoot } from './setup/project-root.mjs'

await enter({
  root: projectRoot,
  needs: ['dependencies'],
  script: 'scripts/test/run-all.ts',
  words: process.argv.slice(2),
  onRefusal: () => console.log('\n0 passed, 1 failed'),
})
