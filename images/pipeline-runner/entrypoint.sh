#!/bin/bash
# <repo> <branch> <pipeline>: clones, runs agent-pipeline, hands over what it made and says what happened.
# Secrets come over standard input (README.md). Exits with agent-pipeline's code, or with one of README.md's own.
set -uo pipefail
# Each child in a process group of its own, with default signals: docker-init sends SIGINT to this script alone.
set -m

readonly oven="${OVEN_TOOLS:-/opt/oven}"
readonly repo_folder="${OVEN_REPO_FOLDER:-/workspace/repo}"
child=''
child_is_pipeline=''
signals=0
interrupted=''

interrupt() {
  signals=$((signals + 1))
  interrupted=1
  [[ -n $child ]] || return 0
  # agent-pipeline ends its agents itself, and only when the signal comes to it alone.
  if [[ -n $child_is_pipeline ]]; then kill -INT "$child" 2>/dev/null; else kill -INT -- "-$child" 2>/dev/null; fi
}

terminate() {
  trap '' TERM INT
  [[ -n $child ]] && kill -TERM -- "-$child" 2>/dev/null
  exit 143
}

trap interrupt INT
trap terminate TERM

# Waits for the child through signals: `wait` returns early for each of them.
await() {
  local seen code again
  seen=$signals
  wait "$child"
  code=$?
  while [[ $seen != "$signals" ]]; do
    seen=$signals
    wait "$child"
    again=$?
    [[ $again == 127 ]] || code=$again
  done
  child=''
  return "$code"
}

step() {
  "$@" </dev/null &
  child=$!
  await
}

go_on_or_exit() {
  local code=$?
  [[ -n $interrupted ]] && exit 130
  [[ $code == 0 ]] || exit "$code"
}

if [[ -t 0 ]]; then
  exec </dev/null
fi
export HOME="${HOME:-/home/oven}"
readonly facts="$HOME/.oven"
export OVEN_FACTS_FOLDER="$facts"
mkdir -p "$facts"
export OVEN_ENV_FILE="$facts/environment"
exec 3<&0
node "$oven/runner/payload.js" <&3 &
child=$!
await
go_on_or_exit
exec 3<&- </dev/null
# shellcheck disable=SC1090
source "$OVEN_ENV_FILE"
rm -f "$OVEN_ENV_FILE"

export PATH="$oven/bin:$PATH"
export CLAUDE_CONFIG_DIR="${CLAUDE_CONFIG_DIR:-$HOME/.claude}"
export DISABLE_AUTOUPDATER=1
# The recorder's way around agent-pipeline, which keeps its agents' output to itself.
export OVEN_RECORDS="/proc/$$/fd/1"
if ! { : >>"$OVEN_RECORDS"; } 2>/dev/null; then
  OVEN_RECORDS="$facts/records"
  mkfifo -m 600 "$OVEN_RECORDS"
  while IFS= read -r line && [[ $line != end ]]; do printf '%s\n' "$line"; done <>"$OVEN_RECORDS" &
  relay=$!
  trap 'echo end >"$OVEN_RECORDS"; wait "$relay"' EXIT
fi

step node "$oven/runner/checkout.js" "$@"
go_on_or_exit
cd "$repo_folder" || exit 70
step node "$oven/runner/plan.js" "$2" "$3"
go_on_or_exit

arguments=(run "$3" --quiet --no-notifications)
[[ -f $facts/base-branch ]] && arguments+=(--base-branch "$(<"$facts/base-branch")")
child_is_pipeline=1
step agent-pipeline "${arguments[@]}"
code=$?
child_is_pipeline=''

# What an interrupted run made is kept, not pushed: whoever stopped it decides.
[[ -n $interrupted ]] && export OVEN_PUSH=none
trap '' INT
step node "$oven/runner/changes.js"
exit "$code"
