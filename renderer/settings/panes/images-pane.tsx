import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { OvenImage, SettingsView } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { type ImageBuilds, useImageBuilds } from '../../first-run/use-image-builds.ts'
import { formatBytes } from '../../format/quantities.ts'
import { Button } from '../../parts/button.tsx'
import { Card, Section } from '../../parts/card.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { ProgressBar } from '../../parts/progress-bar.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { Duration, RelativeTime } from '../../parts/time.tsx'
import { SettingGroup } from '../setting-group.tsx'
import css from '../settings.module.css'

export function ImagesPane({ view }: { view: SettingsView }) {
  const { queries } = useOven()
  const images = useQuery(queries.images.list.queryOptions())
  const builds = useImageBuilds()
  const [removing, setRemoving] = useState<OvenImage | null>(null)
  return (
    <>
      <Section title="The oven’s own images">
        <QueryState query={images} lines={6}>
          {(all) => (
            <Card>
              {all.map((image) => (
                <ImageRow
                  key={image.name}
                  image={image}
                  builds={builds}
                  onRemove={() => setRemoving(image)}
                />
              ))}
            </Card>
          )}
        </QueryState>
        {builds.failure !== null && (
          <Notice tone="failed" role="alert" title={`${builds.failure.name}: ${builds.failure.message}`}>
            {builds.failure.hint}
          </Notice>
        )}
      </Section>
      <Section title="What is used">
        <SettingGroup
          view={view}
          keys={(key) => key === 'pipeline.image' || key === 'pipeline.rehearsalImage'}
        />
      </Section>
      {removing !== null && <RemoveImage image={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

function ImageRow({
  image,
  builds,
  onRemove,
}: {
  image: OvenImage
  builds: ImageBuilds
  onRemove: () => void
}) {
  const building = builds.current?.name === image.name ? builds.current : null
  const busy = builds.current !== null
  return (
    <div className={css.row}>
      <OutcomeMark
        tone={
          building !== null
            ? 'active'
            : !image.present
              ? 'waiting'
              : image.upToDate === false
                ? 'attention'
                : 'succeeded'
        }
        label={building !== null ? 'Being built' : stateOf(image)}
        size={14}
      />
      <div className={css.words}>
        <p className={css.title}>
          <code>{image.name}</code>
        </p>
        {building === null ? (
          <p className={css.about}>
            {image.purpose} {stateOf(image)}
            {image.builtAt !== null && (
              <>
                , built <RelativeTime at={image.builtAt} />
              </>
            )}
            {image.sizeBytes !== null && `, ${formatBytes(image.sizeBytes)}`}.
          </p>
        ) : (
          <div className={css.building}>
            <ProgressBar label={`Building ${image.name}`} fraction={building.progress?.fraction ?? null} />
            <p className={css.log}>{building.progress?.text ?? 'Beginning…'}</p>
          </div>
        )}
      </div>
      <div className={css.control}>
        {building === null ? (
          <>
            <Button
              aria-label={`${image.present ? 'Rebuild' : 'Build'} ${image.name}`}
              disabled={busy}
              onClick={() => void builds.build([image.name])}
            >
              {image.present ? 'Rebuild' : 'Build'}
            </Button>
            {image.present && (
              <Button kind="quiet" aria-label={`Remove ${image.name}`} disabled={busy} onClick={onRemove}>
                Remove
              </Button>
            )}
          </>
        ) : (
          <>
            <span className={css.unit}>
              <Duration ms={null} since={building.startedAt} />
            </span>
            <Button onClick={builds.cancel}>Stop</Button>
          </>
        )}
      </div>
    </div>
  )
}

function stateOf({ present, upToDate }: OvenImage): string {
  if (!present) return 'Not built yet'
  return upToDate === false ? 'Older than this version’s' : upToDate === null ? 'Built by hand' : 'Up to date'
}

function RemoveImage({ image, onClose }: { image: OvenImage; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const remove = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.images.remove({ name: image.name }),
    onSuccess: onClose,
    onSettled: () => queryClient.invalidateQueries({ queryKey: queries.images.key() }),
  })
  return (
    <ConfirmDialog
      title={`Remove ${image.name}?`}
      confirm="Remove"
      danger
      busy={remove.isPending}
      error={remove.isError ? toRefusal(remove.error).message : null}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      The next run that needs it builds it again, which takes some minutes.
    </ConfirmDialog>
  )
}
