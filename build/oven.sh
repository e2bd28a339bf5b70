#!/bin/sh
# The command `oven` that the app carries: the app's own executable, run as Node (docs/decisions/0171).
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
oven=$(cd "$(dirname "$self")/.." && pwd -P) || exit 1
case $(uname -s) in
  Darwin) runtime="$oven/../../MacOS/Agent Oven" ;;
  *)
    runtime="$oven/../../agent-oven"
    [ -x "$runtime" ] || runtime="$oven/../../Agent Oven"
    ;;
esac
if [ ! -x "$runtime" ]; then
  echo "error: The Agent Oven app is not where this command belongs to: $oven" >&2
  echo "hint: Open the app, and install the command again from its menu." >&2
  exit 1
fi
OVEN_LAUNCHER=$oven/bin/oven ELECTRON_RUN_AS_NODE=1 exec "$runtime" "$oven/dist/host/oven.mjs" "$@"
