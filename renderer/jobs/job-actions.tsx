import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Copy, Download, FlaskConical, Pencil, Play, Power, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { JobView } from '../../contract/index.ts'
import { usePageKeys } from '../app/keyboard.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Menu } from '../parts/menu.tsx'
import { copyOf } from './copy-of.ts'
import { RemoveJobDialog } from './remove-job-dialog.tsx'
import { saveFile } from './save-file.ts'
import { useEnableJob, useRunJob } from './use-job-actions.ts'

/** What can be done with a job: run, rehearse, edit, and the rest behind the dots. */
export function JobActions({ view }: { view: JobView }) {
  const { id, name, type, enabled } = view.job
  const run = useRunJob({ open: true })
  const enable = useEnableJob()
  const duplicate = useDuplicateJob()
  const exportJob = useExportJob()
  const [removing, setRemoving] = useState(false)
  usePageKeys({ r: () => run.mutate({ id }), e: () => goTo(addresses.editJob(id)) })
  return (
    <>
      <Button
        kind="primary"
        icon={<Play size={14} />}
        busy={run.isPending && run.variables.rehearse !== true}
        onClick={() => run.mutate({ id })}
        title="Run now (R)"
      >
        Run
      </Button>
      {type === 'agent-pipeline' && (
        <Button
          icon={<FlaskConical size={14} />}
          busy={run.isPending && run.variables.rehearse === true}
          onClick={() => run.mutate({ id, rehearse: true })}
          title="Play the stages without calling a model"
        >
          Rehearse
        </Button>
      )}
      <ButtonLink href={addresses.editJob(id)} icon={<Pencil size={13} />}>
        Edit
      </ButtonLink>
      <Menu
        label={`More for ${name}`}
        entries={[
          { label: 'Duplicate', icon: <Copy size={14} />, onSelect: () => duplicate.mutate(view) },
          { label: 'Export', icon: <Download size={14} />, onSelect: () => exportJob.mutate(id) },
          {
            label: enabled ? 'Switch its schedule off' : 'Switch its schedule on',
            icon: <Power size={14} />,
            onSelect: () => enable.mutate({ id, enabled: !enabled }),
          },
          null,
          { label: 'Remove…', icon: <Trash2 size={14} />, danger: true, onSelect: () => setRemoving(true) },
        ]}
      />
      {removing && <RemoveJobDialog view={view} onClose={() => setRemoving(false)} />}
    </>
  )
}

/** A copy is off, so that it does not fire beside its original, and opens to be changed. */
function useDuplicateJob() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ job }: JobView) => {
      const all = await client.jobs.list()
      return client.jobs.add({ job: copyOf(job, new Set(all.map((view) => view.job.id))) })
    },
    onSuccess: (view) => {
      void queryClient.invalidateQueries({ queryKey: queries.jobs.list.key() })
      goTo(addresses.editJob(view.job.id))
    },
  })
}

function useExportJob() {
  const { client } = useOven()
  return useMutation({
    mutationFn: async (id: string) => ({ id, file: await client.jobs.export({ ids: [id] }) }),
    onSuccess: ({ id, file }) =>
      saveFile(`${id}.json`, `${JSON.stringify(file, null, 2)}\n`, 'application/json'),
  })
}
