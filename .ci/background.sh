# For scripts that start servers in the background: each keeps a folder of its own, is awaited within a budget in time, and
# ended by its own pid. Whoever sources this sets `state` (that folder), `pids` (a file in it), `budget` (in seconds) and `me`.
# shellcheck shell=bash disable=SC2154

say() { echo "$me: $*"; }

# So many seconds, or what is left of the budget.
at_most() {
  local left=$((budget - SECONDS))
  echo $((left < 1 ? 1 : left < $1 ? left : $1))
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Keeps the pid with the moment it started, so that stop never ends a stranger who got the same number.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
note_pid() { echo "$1 $(started_at "$1")" >>"$pids"; }

# Waits until a port answers HTTP, the process dies or the time is up.
wait_http() {
  local url=$1 pid=$2 until=$((SECONDS + $3))
  while [ $SECONDS -lt $until ]; do
    kill -0 "$pid" 2>/dev/null || return 1
    if python3 - "$url" <<'PYTHON'; then return 0; fi
import sys, urllib.error, urllib.request
try:
    urllib.request.urlopen(sys.argv[1], timeout=2)
except urllib.error.HTTPError:
    pass
except Exception:
    sys.exit(1)
PYTHON
    sleep 0.2
  done
  return 1
}

# Ends the processes from this line of the pid file on, each only if it is still the one that was started: all are asked
# first, then those that do not listen are killed. There is nothing in memory that anybody wants to keep.
stop_from() {
  local pid moment lines tries
  [ -f "$pids" ] || return
  lines=$(tail -n "+$1" "$pids")
  while read -r pid moment; do
    [ -n "$pid" ] && [ "$(started_at "$pid")" = "$moment" ] && kill "$pid" 2>/dev/null
  done <<<"$lines"
  while read -r pid moment; do
    for tries in $(seq 10); do
      [ -n "$pid" ] && [ "$(started_at "$pid")" = "$moment" ] || continue 2
      sleep 0.2
    done
    kill -9 "$pid" 2>/dev/null
  done <<<"$lines"
}
