import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tinyImage } from '../../support/tiny-image.ts'

export const probeImage = 'agent-oven-test/probe:1'

/**
 * Says `name=answer` for each thing that a caged process must not be able to do, or must. Nothing in it would hurt the
 * machine if it came through.
 */
const script = String.raw`#!/bin/bash
say() { echo "$1=$2"; }
try() { name=$1; shift; if said=$("$@" 2>&1); then say "$name" yes; else say "$name" "no: $(echo "$said" | tail -n 1)"; fi; }
status() { say "$1" "$(awk -v key="$1:" '$1 == key {print $2}' /proc/self/status)"; }
say uid "$(id -u)"
say euid-of-suid "$(/usr/local/bin/suid-id -u)"
for field in CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp; do status $field; done
try write-root touch /probe
try write-etc touch /etc/probe
try write-program touch /usr/local/bin/probe
try write-tmp touch /tmp/probe
try write-home touch "$HOME/probe"
try run-in-tmp sh -c 'printf "#!/bin/sh\nexit 0\n" > /tmp/run && chmod 755 /tmp/run && /tmp/run'
try chown chown 12345 /tmp/probe
mkdir -p /tmp/empty
try mount mount -t tmpfs none /tmp/empty
try remount-root mount -o remount,rw /
try unshare unshare --user --map-root-user true
try chroot chroot / true
try mknod mknod /tmp/disk b 8 0
try setuid node -e 'process.setuid(0)'
try setgid node -e 'process.setgid(0)'
try raw-socket busybox arping -c 1 -w 1 127.0.0.1
try sysctl sh -c 'v=$(cat /proc/sys/kernel/panic) && echo $v > /proc/sys/kernel/panic'
try sysrq sh -c ': >> /proc/sysrq-trigger'
try sys-write sh -c 'v=$(cat /sys/kernel/mm/ksm/run) && echo $v > /sys/kernel/mm/ksm/run'
try kernel-log dmesg
try hostname hostname probe
try ptrace-init sh -c 'head -c 1 /proc/1/mem'
say foreign-processes "$(ls /proc | grep -E '^[0-9]+$' | awk '$1 > 2000' | wc -l)"
say devices "$(ls /dev | grep -E '^(sd|vd|nvme|dm-|mem|kmsg|kvm)' | wc -l)"
say sockets "$(find / -xdev -name '*.sock' 2>/dev/null | wc -l)"
say pid-one "$(cat /proc/1/comm)"
node -e '
  const { spawn } = require("node:child_process")
  const children = []
  let refused = 0
  for (let i = 0; i < 600; i++) {
    const child = spawn("sleep", ["20"], { stdio: "ignore" })
    child.on("error", () => refused++)
    if (child.pid) children.push(child)
  }
  setTimeout(() => {
    console.log("processes=" + children.length)
    console.log("refused-processes=" + refused)
    for (const child of children) child.kill("SIGKILL")
    process.exit(0)
  }, 300)
'
exit 0
`

/** Base tasks with a busybox, a program that is root's by its set-uid bit, and the script as its entrypoint. */
export function buildProbeImage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oven-probe-'))
  try {
    writeFileSync(join(folder, 'probe.sh'), script, { mode: 0o755 })
    writeFileSync(
      join(folder, 'Dockerfile'),
      [
        'FROM agent-oven/base-tasks',
        'USER root',
        `COPY --from=${tinyImage} /bin/busybox /usr/local/bin/busybox`,
        'COPY probe.sh /probe.sh',
        'RUN cp /usr/bin/id /usr/local/bin/suid-id && chmod 4755 /usr/local/bin/suid-id && chmod 755 /probe.sh \\',
        ' && echo "toor:x:0:0::/root:/bin/sh" >> /etc/passwd && echo "worker:x:1234:1234::/:/bin/sh" >> /etc/passwd',
        'LABEL agent-oven.test=image',
        'ENTRYPOINT ["/probe.sh"]',
        '',
      ].join('\n'),
    )
    execFileSync('docker', ['build', '-q', '-t', probeImage, folder], {
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
      stdio: 'pipe',
    })
    return probeImage
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same image with another user of its own. */
export function probeImageAs(user: string): string {
  const name = `agent-oven-test/probe-${user}:1`
  execFileSync('docker', ['build', '-q', '-t', name, '-'], {
    input: `FROM ${probeImage}\nUSER ${user}\nENTRYPOINT []\n`,
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: 'pipe',
  })
  return name
}

export function readProbes(log: string): Record<string, string> {
  const lines = log.split('\n').flatMap((line) => /^([\w-]+)=(.*)$/.exec(line) ?? [])
  const answers: Record<string, string> = {}
  for (let at = 0; at < lines.length; at += 3) answers[lines[at + 1]!] = lines[at + 2]!
  return answers
}
