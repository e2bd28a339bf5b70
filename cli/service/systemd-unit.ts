import type { ServiceHost } from './service-plan.ts'

/**
 * A user unit of systemd (https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html). It is started
 * with the user's session (with `loginctl enable-linger` at boot) and after a crash. What it prints goes nowhere, because
 * the address with which a browser is let in is among it; what it logs goes to the journal.
 */
export function systemdUnit({ command, environment }: Pick<ServiceHost, 'command' | 'environment'>): string {
  return [
    '[Unit]',
    'Description=Agent Oven',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${command.map((word) => quote(word).replace(/\$/g, '$$$$')).join(' ')}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`),
    'Restart=on-failure',
    'RestartSec=30',
    'KillMode=mixed',
    'TimeoutStopSec=20',
    'UMask=0077',
    'StandardOutput=null',
    'StandardError=journal',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n')
}

/** A word as units quote it; `%` would be a specifier. */
function quote(word: string): string {
  return `"${word.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/%/g, '%%')}"`
}
