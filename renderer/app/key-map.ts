import { commandKey } from './platform-keys.ts'
import { sectionTable } from './section-table.ts'

/** All keys, as the help lists them. */
export function keyMap(): { title: string; keys: { keys: string[]; does: string }[] }[] {
  return [
    {
      title: 'Everywhere',
      keys: [
        { keys: [commandKey('K')], does: 'Find a job, a run or something to do' },
        { keys: [`${commandKey('1')} – ${sectionTable.length}`], does: 'Go to a section' },
        { keys: ['/'], does: 'Filter the list' },
        { keys: ['Esc'], does: 'One step back' },
        { keys: ['?'], does: 'Show these keys' },
      ],
    },
    {
      title: 'In a list',
      keys: [
        { keys: ['j', 'k'], does: 'Next row, row before' },
        { keys: ['↵'], does: 'Open it' },
        { keys: ['r'], does: 'Run the job' },
        { keys: ['s'], does: 'Stop the run' },
        { keys: ['e'], does: 'Edit the job' },
        { keys: ['Space'], does: 'Switch its schedule on or off' },
        { keys: ['x'], does: 'Select it' },
      ],
    },
    {
      title: 'On a job’s page',
      keys: [
        { keys: ['r'], does: 'Run it' },
        { keys: ['e'], does: 'Edit it' },
      ],
    },
    {
      title: 'On a run’s page',
      keys: [
        { keys: ['s'], does: 'Stop it' },
        { keys: ['g', 'G'], does: 'Top and bottom of the log' },
        { keys: ['f'], does: 'Follow the log' },
      ],
    },
  ]
}
