import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder in which agent-pipeline hands one stage's answer to the next. */
export class Handover {
  folder

  constructor({ pipeline, folder, runId }) {
    this.folder = join(folder, '.agent-pipeline', 'runs', `${pipeline.name}-${runId.slice(0, 8)}`)
    mkdirSync(join(this.folder, 'stages'), { recursive: true })
    const ignore = join(dirname(this.folder), '.gitignore')
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n!.gitignore\n')
    writeFileSync(join(this.folder, 'execution-log.md'), '# Execution log of a rehearsal\n')
  }

  save(stage, text) {
    const folder = join(this.folder, 'stages', stage)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'output.md'), text)
    writeFileSync(join(this.folder, 'HANDOVER.md'), text)
  }

  log({ stageName, status, duration }) {
    appendFileSync(
      join(this.folder, 'execution-log.md'),
      `\n- ${stageName}: ${status} in ${duration.toFixed(1)}s\n`,
    )
  }
}
