import { useDesktop } from '../desktop/use-desktop.ts'
import { isActive, runWords } from '../format/words.ts'
import { useEngineView } from './engine-step.tsx'
import { useNeededImages } from './images-step.tsx'
import { useLoginItem } from './login-item-step.tsx'
import { useLogins } from './login-step.tsx'
import type { Step, StepId, StepState } from './steps.ts'
import type { ImageBuilds } from './use-image-builds.ts'
import { useLastRehearsal } from './use-rehearsal.ts'

/** Every step with how it stands now, each by its own look. `null` until all have looked once. */
export function useSteps(builds: ImageBuilds, skipped: ReadonlySet<StepId>): Step[] | null {
  const desktop = useDesktop()
  const engine = useEngineView()
  const images = useNeededImages()
  const logins = useLogins()
  const rehearsal = useLastRehearsal()
  const loginItem = useLoginItem(desktop)
  if (engine.isPending || logins.isPending || rehearsal.isPending) return null

  const step = (id: StepId, title: string, state: StepState, words: string): Step => ({
    id,
    title,
    words,
    state: state !== 'done' && state !== 'busy' && skipped.has(id) ? 'skipped' : state,
  })
  const login = (id: 'claude' | 'github') => {
    const status = logins.data?.find((one) => one.id === id)?.status
    const isThere = status === 'present' || status === 'worked'
    return step(
      id,
      id === 'claude' ? 'Claude' : 'GitHub',
      isThere ? 'done' : 'open',
      isThere ? 'Login found' : status === 'expired' ? 'Login expired' : 'No login yet',
    )
  }
  const up = engine.data?.state.status === 'up'
  const present = images.data?.filter((image) => image.present).length ?? 0
  const wanted = images.data?.length ?? 2
  const run = rehearsal.data ?? null
  const all: Step[] = [
    step('engine', 'Engine', up ? 'done' : 'needed', up ? 'Answers' : 'Does not answer'),
    step(
      'images',
      'Images',
      builds.current !== null ? 'busy' : present === wanted ? 'done' : 'open',
      builds.current !== null ? 'Being built' : `${present} of ${wanted} built`,
    ),
    login('claude'),
    login('github'),
    step(
      'rehearsal',
      'First rehearsal',
      run === null ? 'open' : isActive(run) ? 'busy' : run.outcome === 'succeeded' ? 'done' : 'open',
      run === null ? 'Not baked yet' : runWords(run),
    ),
  ]
  if (desktop !== null && loginItem.data !== undefined && loginItem.data.status !== 'unsupported') {
    const on = loginItem.data.status !== 'off'
    all.push(step('login-item', 'Start at login', on ? 'done' : 'open', on ? 'On' : 'Off'))
  }
  return all
}
