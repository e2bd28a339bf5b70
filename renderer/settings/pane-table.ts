import {
  Bell,
  Box,
  CalendarClock,
  CircleDollarSign,
  Cpu,
  FolderLock,
  Gauge,
  GitPullRequest,
  Globe,
  HardDrive,
  Info,
  KeyRound,
  type LucideIcon,
  Monitor,
  SlidersHorizontal,
  Webhook,
} from 'lucide-react'
import type { SettingGroup } from '../../contract/index.ts'

export interface PaneEntry {
  id: string
  label: string
  icon: LucideIcon
  /** The settings that stand there; none for what is not kept in `config.json`. */
  group: SettingGroup | null
  /** One sentence below the title. */
  about: string
  desktopOnly?: boolean
}

/** The parts of the settings, in their order. */
export const paneTable: readonly PaneEntry[] = [
  { id: 'general', label: 'General', icon: SlidersHorizontal, group: 'general', about: 'Time and looks.' },
  {
    id: 'schedules',
    label: 'Schedules',
    icon: CalendarClock,
    group: 'schedules',
    about: 'When nothing shall fire, and what becomes of moments that were missed.',
  },
  {
    id: 'runs',
    label: 'Runs and resources',
    icon: Gauge,
    group: 'runs',
    about: 'How much runs may use, where their job does not say it.',
  },
  {
    id: 'budget',
    label: 'Budget',
    icon: CircleDollarSign,
    group: 'budget',
    about: 'What all jobs together may spend. Each job may have a budget of its own besides.',
  },
  {
    id: 'network',
    label: 'Network',
    icon: Globe,
    group: 'network',
    about: 'What runs with an allow-list may reach.',
  },
  {
    id: 'volumes',
    label: 'Volumes',
    icon: FolderLock,
    group: 'volumes',
    about: 'What docker jobs may see of this machine.',
  },
  {
    id: 'logins',
    label: 'Logins',
    icon: KeyRound,
    group: 'logins',
    about: 'Where runs get their logins from.',
  },
  { id: 'images', label: 'Images', icon: Box, group: 'images', about: 'What runs bake in.' },
  {
    id: 'notifications',
    label: 'Notifications',
    icon: Bell,
    group: 'notifications',
    about: 'What you are told of. Jobs may say otherwise.',
  },
  {
    id: 'server',
    label: 'Calls from outside',
    icon: Webhook,
    group: 'server',
    about: 'Where programs may start jobs over HTTP.',
  },
  {
    id: 'github',
    label: 'GitHub',
    icon: GitPullRequest,
    group: 'github',
    about: 'How GitHub tells the oven what happens there.',
  },
  {
    id: 'retention',
    label: 'Retention and disk',
    icon: HardDrive,
    group: 'retention',
    about: 'How long logs and artifacts stay, and what the oven takes up.',
  },
  {
    id: 'engine',
    label: 'Engine',
    icon: Cpu,
    group: null,
    about: 'The container engine that runs what the oven bakes.',
  },
  {
    id: 'desktop',
    label: 'Desktop',
    icon: Monitor,
    group: 'desktop',
    about: 'How the app behaves on this Mac.',
    desktopOnly: true,
  },
  { id: 'about', label: 'About', icon: Info, group: null, about: 'This oven.' },
]
