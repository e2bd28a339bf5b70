import { useEffect, useRef, useState } from 'react'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import { rememberWelcomed } from '../app/use-welcome.ts'
import { useDesktop } from '../desktop/use-desktop.ts'
import { Button } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { EngineStep } from './engine-step.tsx'
import css from './first-run-page.module.css'
import { ImagesStep, useNeededImages } from './images-step.tsx'
import { LoginItemStep } from './login-item-step.tsx'
import { LoginStep } from './login-step.tsx'
import { RehearsalStep } from './rehearsal-step.tsx'
import { firstOpen, type Step, type StepId, stepAfter, stepStateWords, stepTones } from './steps.ts'
import { type ImageBuilds, useImageBuilds } from './use-image-builds.ts'
import { useSteps } from './use-steps.ts'

/** From nothing to a first rehearsal: each step looks for itself, and each can be skipped. */
export function FirstRunPage() {
  const builds = useImageBuilds()
  const [skipped, setSkipped] = useState<ReadonlySet<StepId>>(new Set())
  const [chosen, setChosen] = useState<StepId | null>(null)
  const steps = useSteps(builds, skipped)
  const heading = useRef<HTMLHeadingElement>(null)
  // Where it begins is settled by the first look; afterwards only the user moves on.
  useEffect(() => {
    if (chosen === null && steps !== null) setChosen(firstOpen(steps))
  }, [chosen, steps])

  function leave(): void {
    rememberWelcomed()
    goTo(addresses.dashboard)
  }

  function show(id: StepId | null): void {
    if (id === null) {
      leave()
      return
    }
    setChosen(id)
    heading.current?.focus()
  }

  const step = steps?.find(({ id }) => id === chosen)
  return (
    <>
      <PageHeader
        title="Welcome to Agent Oven"
        below="A few steps until the first thing has baked. Each can be skipped and found again in Settings."
        actions={
          <Button onClick={leave}>{steps?.every(isSettled) ? 'To the dashboard' : 'Skip all of it'}</Button>
        }
      />
      {steps === null || step === undefined ? (
        <Card>
          <Skeleton lines={6} />
        </Card>
      ) : (
        <div className={css.layout}>
          <StepList steps={steps} current={step.id} onSelect={show} />
          <Card>
            <section className={css.panel} aria-label={step.title}>
              <h2 ref={heading} tabIndex={-1}>
                {step.title}
              </h2>
              <StepContent id={step.id} builds={builds} onShow={show} />
              <div className={css.buttons}>
                {!isSettled(step) && step.state !== 'busy' && (
                  <Button
                    kind="quiet"
                    onClick={() => {
                      setSkipped(new Set([...skipped, step.id]))
                      show(stepAfter(steps, step.id))
                    }}
                  >
                    Skip
                  </Button>
                )}
                {(isSettled(step) || step.state === 'busy') && (
                  <Button
                    kind={step.id === 'rehearsal' ? 'plain' : 'primary'}
                    onClick={() => show(stepAfter(steps, step.id))}
                  >
                    {stepAfter(steps, step.id) === null ? 'Done' : 'Continue'}
                  </Button>
                )}
              </div>
            </section>
          </Card>
        </div>
      )}
    </>
  )
}

function isSettled({ state }: Step): boolean {
  return state === 'done' || state === 'skipped'
}

function StepList(props: { steps: Step[]; current: StepId; onSelect: (id: StepId) => void }) {
  return (
    <ol className={css.steps} aria-label="Steps">
      {props.steps.map((step) => (
        <li key={step.id}>
          <button
            type="button"
            className={css.step}
            aria-current={step.id === props.current ? 'step' : undefined}
            onClick={() => props.onSelect(step.id)}
          >
            <OutcomeMark tone={stepTones[step.state]} label={stepStateWords[step.state]} size={16} />
            <span className={css.stepTitle}>{step.title}</span>
            <span className={css.stepWords}>{step.words}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function StepContent(props: { id: StepId; builds: ImageBuilds; onShow: (id: StepId) => void }) {
  const { id, builds, onShow } = props
  const desktop = useDesktop()
  const images = useNeededImages()
  switch (id) {
    case 'engine':
      return <EngineStep />
    case 'images':
      return <ImagesStep builds={builds} />
    case 'claude':
    case 'github':
      return <LoginStep id={id} />
    case 'rehearsal':
      return <RehearsalStep ready={images.data?.[0]?.present ?? true} onBuild={() => onShow('images')} />
    case 'login-item':
      return desktop === null ? null : <LoginItemStep desktop={desktop} />
  }
}
