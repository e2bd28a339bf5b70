import {
  CalendarDays,
  History,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  ShieldCheck,
  SlidersHorizontal,
  Webhook,
} from 'lucide-react'
import { addresses, type Route } from './route.ts'

export interface SectionEntry {
  label: string
  href: string
  icon: LucideIcon
  /** The pages that belong to it. */
  pages: Route['page'][]
}

/** The window's sections in their order, which is that of ⌘1, ⌘2, … too. */
export const sectionTable: SectionEntry[] = [
  { label: 'Dashboard', href: addresses.dashboard, icon: LayoutDashboard, pages: ['dashboard'] },
  {
    label: 'Jobs',
    href: addresses.jobs,
    icon: ListChecks,
    pages: ['jobs', 'job', 'new-job', 'edit-job'],
  },
  { label: 'Runs', href: addresses.runs(), icon: History, pages: ['runs', 'run'] },
  { label: 'Schedule', href: addresses.schedule, icon: CalendarDays, pages: ['schedule'] },
  { label: 'Webhooks', href: addresses.webhooks, icon: Webhook, pages: ['webhooks'] },
  { label: 'Credentials', href: addresses.credentials, icon: ShieldCheck, pages: ['credentials'] },
  { label: 'Secrets', href: addresses.secrets, icon: KeyRound, pages: ['secrets'] },
  { label: 'Settings', href: addresses.settings, icon: SlidersHorizontal, pages: ['settings'] },
]
