import { ArrowDownToLine } from 'lucide-react'
import { Button } from '../parts/button.tsx'

/** Keeps the end in sight while it grows; of something that has ended, it goes to the end. */
export function FollowButton(props: { following: boolean; ended?: boolean; onClick: () => void }) {
  const { following, ended = false, onClick } = props
  return (
    <Button
      kind="quiet"
      icon={<ArrowDownToLine size={14} />}
      aria-pressed={ended ? undefined : following}
      disabled={ended && following}
      title={ended ? 'Go to the end (G)' : 'Follow the end (F)'}
      onClick={onClick}
    >
      {ended ? 'To the end' : 'Follow'}
    </Button>
  )
}
