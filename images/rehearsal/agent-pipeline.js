#!/usr/bin/env node
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readPipeline } from '../pipeline-runner/runner/pipeline-file.js'
import { findFaults } from './dag.js'
import { PipelineRun } from './pipeline-run.js'

/**
 * Stands in for agent-pipeline 0.1.5 in a rehearsal: walks the repository's real pipeline and prints, writes and
 * commits as the real one does. It starts no pull request and pushes nothing.
 */
const EXIT_CODES = { completed: 0, aborted: 130 }
const [command, name, ...options] = process.argv.slice(2)
const folder = process.cwd()

if (command === '--version') process.stdout.write('rehearsal\n')
else if (command === 'list') list()
else if (command === 'run' && name) await run()
else {
  process.stderr.write('A rehearsal knows `agent-pipeline run <name>`, `list` and `--version`.\n')
  process.exitCode = 1
}

function list() {
  const pipelines = join(folder, '.agent-pipeline', 'pipelines')
  for (const file of existsSync(pipelines) ? readdirSync(pipelines).sort() : []) {
    if (file.endsWith('.yml')) process.stdout.write(`${file.slice(0, -4)}\n`)
  }
}

async function run() {
  const pipeline = load()
  const base = options.indexOf('--base-branch')
  if (base !== -1 && pipeline.git) pipeline.git.baseBranch = options[base + 1]
  const faults = findFaults(pipeline, (file) => existsSync(join(folder, file)))
  if (faults.length > 0) {
    const lines = faults.map((fault) => `❌ ${fault}`).join('\n')
    console.log(
      `\n📋 Pipeline Validation Results:\n\n${lines}\n\n❌ Pipeline validation failed. Fix errors before running.\n`,
    )
    process.exit(1)
  }
  const pipelineRun = new PipelineRun({ pipeline, folder })
  let interrupted = false
  process.on('SIGINT', () => {
    if (interrupted) process.exit(1)
    interrupted = true
    console.log('\n⚠️  Aborting pipeline... (Press Ctrl+C again to force exit)')
    pipelineRun.abort()
  })
  const status = await pipelineRun.run()
  process.exit(EXIT_CODES[status] ?? 1)
}

function load() {
  try {
    return readPipeline(folder, name)
  } catch (error) {
    console.error(`❌ ${error.message}`)
    process.exit(1)
  }
}
