import { addresses } from '../app/route.ts'
import { ButtonLink } from '../parts/button.tsx'

/** Leads to where the engine is started. */
export function StartEngineButton({ label }: { label: string }) {
  return <ButtonLink href={addresses.settingsPane('engine')}>{label}</ButtonLink>
}
