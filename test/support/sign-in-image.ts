import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTinyImage } from './tiny-image.ts'

/**
 * Signs in as Claude Code's `claude auth login` does (2.1.329), without its server: an address that is longer than the
 * screen is wide, broken by the program itself, a code that is asked for, and at the end the credentials file. `size` in
 * place of a code answers how wide the terminal is, which is only known a moment after the program began.
 */
const CLAUDE = `#!/bin/sh
case "$1 $2" in
'auth login') ;;
'auth logout') rm -f "$CLAUDE_CONFIG_DIR/.credentials.json"; exit 0 ;;
*) exit 2 ;;
esac
columns() { stty size 2>/dev/null | cut -d ' ' -f 2; }
address='https://claude.example/oauth/authorize?code=true&client_id=11111111-2222-3333-4444-555555555555&response_type=code&redirect_uri=https%3A%2F%2Fclaude.example%2Fcallback&scope=user%3Ainference&code_challenge=0123456789abcdefghijklmnopqrstuvwxyz&state=the-very-end'
printf '\\033[38;2;215;119;87mSigning in\\033[0m to \\033[1mClaude\\033[0m\\r\\n\\r\\n'
until width=$(columns) && [ -n "$width" ]; do sleep 0.05; done
echo "$address" | fold -w "$width"
while :; do
  printf '\\r\\nPaste the code here: '
  read -r code || exit 1
  case "$code" in
  size) printf '%s columns\\r\\n' "$(columns)" ;;
  right-code) break ;;
  *) printf 'That code is not right.\\r\\n' ;;
  esac
done
soon=$(( $(date +%s) + 20 * 86400 ))
printf '{"claudeAiOauth":{"accessToken":"sk-ant-oat01-canary","refreshToken":"sk-ant-ort01-canary","expiresAt":%s000,"refreshTokenExpiresAt":%s000}}' "$(( $(date +%s) + 3600 ))" "$soon" >"$CLAUDE_CONFIG_DIR/.credentials.json"
echo 'Login successful.'
`

/** An image for signing in, whose `claude` is a stand-in that takes the code `right-code`. */
export async function makeSignInImage(name: string): Promise<void> {
  const base = await ensureTinyImage()
  const context = mkdtempSync(join(tmpdir(), 'oven-sign-in-'))
  try {
    writeFileSync(join(context, 'claude'), CLAUDE)
    const lines = [
      `FROM ${base}`,
      'LABEL agent-oven.test=sign-in',
      'COPY claude /bin/claude',
      'RUN chmod 755 /bin/claude && mkdir -p /claude && chown 1000:1000 /claude',
      'USER 1000:1000',
    ]
    writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
    execFileSync('docker', ['build', '-q', '-t', name, context], {
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
      stdio: 'pipe',
    })
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}
