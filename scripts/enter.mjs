// @ts-check
// The first process of the npm commands (setup/enter.mjs says how it goes on):
//
//   node scripts/enter.mjs <needs,…> <script> [arguments]
import { enter } from './setup/enter.mjs'
import { projectRoot } from './setup/project-root.mjs'

const [needs = '', script = '', ...words] = process.argv.slice(2)
await enter({ root: projectRoot, needs: needs.split(','), script, words })
