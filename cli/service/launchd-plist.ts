import type { ServiceHost } from './service-plan.ts'

type Value = string | number | boolean | readonly string[] | { readonly [key: string]: Value }

/**
 * The property list of an agent of launchd (https://www.manpagez.com/man/5/launchd.plist/). It is started with the user's
 * session and after a crash. Its timers are not gathered with those of others, as launchd would: the oven's schedule is
 * made of them. What it prints goes nowhere, because the address with which a browser is let in is among it.
 */
export function launchdPlist({
  label,
  command,
  environment,
  logFile,
}: ServiceHost & { label: string }): string {
  const entries: Value = {
    Label: label,
    ProgramArguments: command,
    EnvironmentVariables: environment,
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 30,
    ExitTimeOut: 20,
    LegacyTimers: true,
    StandardOutPath: '/dev/null',
    StandardErrorPath: logFile,
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    write(entries, ''),
    '</plist>',
    '',
  ].join('\n')
}

function write(value: Value, indent: string): string {
  const inner = `${indent}  `
  if (typeof value === 'string') return `${indent}<string>${xmlText(value)}</string>`
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`
  if (typeof value === 'boolean') return `${indent}<${value}/>`
  if (Array.isArray(value))
    return [`${indent}<array>`, ...value.map((item) => write(item, inner)), `${indent}</array>`].join('\n')
  const pairs = Object.entries(value).flatMap(([key, item]) => [
    `${inner}<key>${xmlText(key)}</key>`,
    write(item as Value, inner),
  ])
  return [`${indent}<dict>`, ...pairs, `${indent}</dict>`].join('\n')
}

function xmlText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
