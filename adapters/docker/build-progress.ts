import type { ProgressOptions } from '../../core/ports/engine.ts'
import type { ProgressItem } from './progress-items.ts'

type Progress = Parameters<NonNullable<ProgressOptions['onProgress']>>[0]

const lastLines = 20
/** As the engine's own builder heads each step. */
const stepHead = /^Step (\d+)\/(\d+) : (.*)/

/** The builder's own remarks between the step's words. */
const housekeeping = /^(Removing intermediate container| ---> )/
/** The builder colours what a step writes to standard error. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Follows a build: which step it is at, and that step's last words, for when it fails. */
export class BuildProgress {
  imageId: string | null = null
  private step: string | null = null
  private fraction: number | null = null
  private lines: string[] = []
  private openLine = ''

  take(item: ProgressItem): Progress[] {
    if (item.aux?.ID) this.imageId = item.aux.ID
    const told = item.stream ?? (item.status ? `${item.id ? `${item.id}: ` : ''}${item.status}\n` : '')
    const lines = (this.openLine + told).replace(colours, '').split('\n')
    this.openLine = lines.pop() ?? ''
    return lines.flatMap((line) => this.takeLine(line.replace(/\r$/, '').split('\r').at(-1) ?? ''))
  }

  /** Where the build stood and what it said last. */
  lastWords(): { step: string | null; lines: string[] } {
    const lines = this.openLine === '' ? this.lines : [...this.lines, this.openLine]
    return { step: this.step, lines: lines.slice(-lastLines) }
  }

  private takeLine(line: string): Progress[] {
    if (line.trim() === '') return []
    const head = stepHead.exec(line)
    if (head) {
      const [, at, of, instruction] = head
      this.step = `step ${at}/${of} (${instruction})`
      this.fraction = (Number(at) - 1) / Number(of)
      this.lines = []
    } else if (!housekeeping.test(line)) {
      this.lines.push(line)
      if (this.lines.length > lastLines) this.lines.shift()
    }
    return [{ text: line, fraction: this.fraction }]
  }
}
