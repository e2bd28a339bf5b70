import type { SourcePipeline, SourceProblem } from '../../contract/index.ts'
import { printFixes } from './credential-lines.ts'
import { plainLine } from './plain-text.ts'
import type { Screen } from './screen.ts'

/** Why a repository could not be looked at, and what to do. */
export function printProblem(screen: Screen, { message, fixes }: SourceProblem): void {
  screen.line(plainLine(message))
  printFixes(screen, fixes, '  ')
}

/** Pipelines, each with its stages in the order of its file and what is wrong with it. */
export function printPipelines(
  screen: Screen,
  pipelines: readonly SourcePipeline[],
  { branch, commit }: { branch: string; commit: string },
): void {
  screen.line(screen.paint('dim', `${plainLine(branch)} at ${commit.slice(0, 7)}`))
  for (const { name, description, stages, problems } of pipelines) {
    screen.line()
    screen.line(
      screen.paint('bold', plainLine(name)) + (description === null ? '' : `  ${plainLine(description)}`),
    )
    for (const stage of stages) {
      const facts = [
        stage.model,
        stage.dependsOn.length > 0 && `after ${stage.dependsOn.join(', ')}`,
        stage.timeoutSeconds !== null && `${stage.timeoutSeconds} s`,
        !stage.enabled && 'switched off',
      ]
      const told = facts.filter(Boolean).join(' · ')
      const line = [`  ${plainLine(stage.name)}`, told && screen.paint('dim', plainLine(told))]
      screen.line(line.filter(Boolean).join('  '))
    }
    for (const { level, message, hint } of problems) {
      const [colour, mark] = level === 'error' ? (['red', '✗'] as const) : (['yellow', '!'] as const)
      screen.line(`  ${screen.paint(colour, mark)} ${plainLine(message)} ${plainLine(hint)}`)
    }
  }
}
