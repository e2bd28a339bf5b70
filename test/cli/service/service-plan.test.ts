import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import plist from 'plist'
import { expect, test } from 'vitest'
import { planService, type ServicePlan } from '../../../cli/service/service-plan.ts'

// Names that each format would take for something else if they were not quoted.
const AWKWARD = `/Users/bäcker/My "Apps" & <Co>/100% $HOME\\x/oven's`
const host = {
  command: ['/usr/bin/node', `${AWKWARD}/oven.mjs`, 'serve', '--port', '0'],
  environment: { PATH: `/usr/bin:${AWKWARD}`, AGENT_OVEN_HOME: AWKWARD },
  logFile: `${AWKWARD}/logs/service.log`,
}

function planOn(platform: string, changes: Partial<Parameters<typeof planService>[0]> = {}): ServicePlan {
  const oven = { folder: '/home/baker/.config/agent-oven', isUsual: true }
  const plan = planService({ platform, homeFolder: '/home/baker', userId: 501, oven, host, ...changes })
  if (plan === null) throw new Error(`no plan on ${platform}`)
  return plan
}

test('an agent of launchd is what a parser of property lists reads back', () => {
  const plan = planOn('darwin')
  expect(plan.file).toBe('/home/baker/Library/LaunchAgents/dev.agent-oven.host.plist')
  expect(plist.parse(plan.content)).toEqual({
    Label: 'dev.agent-oven.host',
    ProgramArguments: host.command,
    EnvironmentVariables: host.environment,
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 30,
    ExitTimeOut: 20,
    LegacyTimers: true,
    StandardOutPath: '/dev/null',
    StandardErrorPath: host.logFile,
  })
  expect(plan.install).toEqual([['launchctl', 'bootstrap', 'gui/501', plan.file]])
  expect(plan.uninstall).toEqual([['launchctl', 'bootout', 'gui/501/dev.agent-oven.host']])
})

/** Reads a unit strictly by systemd.syntax(7): sections, `key=value`, quoted words with their escapes. */
function readUnit(text: string): Record<string, Record<string, string[]>> {
  const sections: Record<string, Record<string, string[]>> = {}
  let current: Record<string, string[]> | null = null
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, section] = /^\[(\w+)\]$/.exec(line) ?? []
    if (section !== undefined) {
      current = {}
      sections[section] = current
      continue
    }
    const [, key, value] = /^([A-Z]\w+)=(.*)$/.exec(line) ?? []
    if (key === undefined || current === null) throw new Error(`not a line of a unit: ${line}`)
    current[key] = [...(current[key] ?? []), ...wordsOf(value!)]
  }
  return sections
}

function wordsOf(value: string): string[] {
  if (!value.startsWith('"')) return [value]
  const words: string[] = []
  let rest = value
  while (rest !== '') {
    const [all, word] = /^"((?:[^"\\]|\\[\\"])*)"(?: |$)/.exec(rest) ?? []
    if (all === undefined || word === undefined) throw new Error(`not quoted as it should be: ${rest}`)
    if (/%(?!%)/.test(word.replaceAll('%%', ''))) throw new Error(`an open specifier: ${word}`)
    words.push(word.replace(/\\(.)/g, '$1').replaceAll('%%', '%'))
    rest = rest.slice(all.length)
  }
  return words
}

test('a unit of systemd is read back as it was meant', () => {
  const plan = planOn('linux')
  expect(plan.file).toBe('/home/baker/.config/systemd/user/agent-oven.service')
  const { Unit, Service, Install } = readUnit(plan.content)
  expect(Service!.ExecStart!.map((word) => word.replaceAll('$$', '$'))).toEqual(host.command)
  expect(Service!.Environment).toEqual(
    Object.entries(host.environment).map(([name, value]) => `${name}=${value}`),
  )
  expect(Service).toMatchObject({ Restart: ['on-failure'], UMask: ['0077'], StandardOutput: ['null'] })
  expect({ Unit, Install }).toEqual({
    Unit: { Description: ['Agent Oven'], StartLimitIntervalSec: ['0'] },
    Install: { WantedBy: ['default.target'] },
  })
})

test('systemd itself has nothing to say against the unit, where it is there to be asked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-unit-'))
  try {
    const command = [process.execPath, join(folder, `a "b" & 100% $HOME`), 'serve']
    const { content, name } = planOn('linux', { host: { ...host, command } })
    const file = join(folder, name)
    writeFileSync(file, content)
    if (existsSync('/usr/bin/systemd-analyze')) {
      const env = { ...process.env, XDG_RUNTIME_DIR: folder }
      const said = execFileSync('systemd-analyze', ['verify', '--user', '--man=no', file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env,
      })
      expect(said).toBe('')
    }
    expect(readUnit(content).Service!.ExecStart).toHaveLength(3)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('an oven in another folder has a service of its own', () => {
  const oven = { folder: '/srv/oven', isUsual: false }
  expect(planOn('darwin', { oven }).name).toMatch(/^dev\.agent-oven\.host\.[0-9a-f]{8}$/)
  expect(planOn('linux', { oven }).name).toMatch(/^agent-oven-[0-9a-f]{8}\.service$/)
})

test('other systems have none', () => {
  const oven = { folder: '/o', isUsual: true }
  expect(planService({ platform: 'win32', homeFolder: '/h', userId: 0, oven, host })).toBeNull()
})
