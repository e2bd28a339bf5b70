import { useQuery } from '@tanstack/react-query'
import type { OvenImage } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { formatBytes } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { Duration } from '../parts/time.tsx'
import css from './first-run-page.module.css'
import type { ImageBuilds } from './use-image-builds.ts'

/** What pipelines bake in; the first is enough for a rehearsal. */
export const NEEDED_IMAGES = ['agent-oven/rehearsal', 'agent-oven/pipeline-runner'] as const

const titles: Record<string, string> = {
  'agent-oven/rehearsal': 'For rehearsals',
  'agent-oven/pipeline-runner': 'For real runs',
}

export function useNeededImages() {
  const { queries } = useOven()
  return useQuery(
    queries.images.list.queryOptions({
      select: (all) =>
        NEEDED_IMAGES.map((name) => all.find((image) => image.name === name)).filter(
          (image): image is OvenImage => image !== undefined,
        ),
    }),
  )
}

/** Are the images built that pipelines bake in? Builds what is missing, with the engine's own progress. */
export function ImagesStep({ builds }: { builds: ImageBuilds }) {
  const images = useNeededImages()
  return (
    <>
      <p className={css.lead}>
        Pipelines bake in images that the oven builds on this machine, once. It takes a few minutes and a good
        connection; you can go on with the other steps meanwhile.
      </p>
      <QueryState query={images} lines={4}>
        {(all) => {
          const missing = all.filter((image) => !image.present).map(({ name }) => name)
          return (
            <>
              <div className={css.states}>
                {all.map((image) => (
                  <ImageState key={image.name} image={image} builds={builds} />
                ))}
              </div>
              {builds.failure !== null && (
                <Notice tone="failed" role="alert" title={builds.failure.message}>
                  {builds.failure.hint}
                </Notice>
              )}
              {missing.length > 0 && (
                <div className={css.row}>
                  {builds.current === null ? (
                    <Button kind="primary" onClick={() => void builds.build(missing)}>
                      {missing.length === 1 ? 'Build it' : 'Build both'}
                    </Button>
                  ) : (
                    <Button onClick={builds.cancel}>Stop building</Button>
                  )}
                </div>
              )}
            </>
          )
        }}
      </QueryState>
    </>
  )
}

function ImageState({ image, builds }: { image: OvenImage; builds: ImageBuilds }) {
  const building = builds.current?.name === image.name ? builds.current : null
  return (
    <div className={css.state}>
      <OutcomeMark
        tone={building !== null ? 'active' : image.present ? 'succeeded' : 'waiting'}
        label={building !== null ? 'Being built' : image.present ? 'There' : 'Missing'}
        size={16}
      />
      <div>
        <p>
          {titles[image.name]} <code>{image.name}</code>
        </p>
        {building === null ? (
          <p className={css.detail}>
            {image.purpose}
            {image.sizeBytes !== null && ` ${formatBytes(image.sizeBytes)}.`}
          </p>
        ) : (
          <>
            <ProgressBar label={`Building ${image.name}`} fraction={building.progress?.fraction ?? null} />
            <p className={css.log}>{building.progress?.text ?? 'Beginning…'}</p>
          </>
        )}
      </div>
      {building !== null && <Duration ms={null} since={building.startedAt} />}
    </div>
  )
}
