#!/usr/bin/env bash
# Starts the real S3 servers that can be had on this machine, on loopback, so that the probe can be run against them.
#   .ci/s3-servers.sh start FILE   writes `export CI_ACTIONS_..._URL=...` lines to FILE; FILE.d holds state and pids
#   .ci/s3-servers.sh stop FILE    ends what start started, by pid, and removes FILE and FILE.d
# moto_server and Ceph's gateway are used where they are installed. Otherwise the gateway comes from Debian's packages,
# unpacked into a private folder: nothing is installed, and nothing outside FILE.d is written. CI_ACTIONS_CEPH_DEBS names
# a folder that keeps the downloaded packages from one run to the next. What cannot start within the time budget is said
# in one line; the exit status is always 0.
set -u

usage() {
  echo "usage: $0 start|stop FILE" >&2
  exit 0
}

[ $# -eq 2 ] || usage
file=$(realpath -m -- "$2")
state="$file.d"
pids="$state/pids"
budget=150
me=s3-servers
# shellcheck source=.ci/background.sh
. "$(dirname "$0")/background.sh"

start_moto() {
  local port pid url began=$SECONDS version
  command -v moto_server >/dev/null || { say "moto is left out: there is no moto_server on PATH."; return; }
  port=$(free_port)
  url="http://127.0.0.1:$port"
  moto_server -H 127.0.0.1 -p "$port" >"$state/moto.log" 2>&1 &
  pid=$!
  note_pid "$pid"
  if ! wait_http "$url" "$pid" 40; then
    say "moto is left out: moto_server does not answer; its last line is: $(tail -n 1 "$state/moto.log")"
    return
  fi
  # The interpreter that moto_server's own script runs on knows which moto it is.
  version=$(moto_python -c 'import importlib.metadata as m; print(m.version("moto"))' 2>/dev/null)
  {
    echo "export CI_ACTIONS_MOTO_URL=$url"
    echo "export CI_ACTIONS_MOTO_VERSION=${version:-unknown}"
  } >>"$file"
  say "moto ${version:-of unknown version} runs after $((SECONDS - began)) s."
}

moto_python() {
  local script first
  script=$(command -v moto_server)
  command -v pyenv >/dev/null && script=$(pyenv which moto_server 2>/dev/null || echo "$script")
  first=$(head -n 1 "$script")
  case $first in
    '#!'*python*) ${first#'#!'} "$@" ;;
    *) python3 "$@" ;;
  esac
}

start_rgw() {
  local began=$SECONDS before
  before=$(wc -l <"$pids")
  if find_rgw; then
    :
  elif ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    say "Ceph RGW is left out: it comes from Debian's packages, and there is no apt-get here."
    return
  elif ! fetch_rgw; then
    say "Ceph RGW is left out: $why"
    return
  fi
  if run_rgw; then
    say "Ceph RGW $rgw_version runs after $((SECONDS - began)) s."
  else
    say "Ceph RGW is left out: $why"
    stop_from $((before + 1))
  fi
}

# The one that is installed, where one is.
find_rgw() {
  local program
  for program in radosgw radosgw-admin ceph ceph-mon ceph-osd ceph-authtool monmaptool; do
    command -v "$program" >/dev/null || return 1
  done
  root=""
  rgw_version=$(radosgw --version 2>/dev/null | cut -d' ' -f3)
}

# Downloads the packages and what they need beyond this machine's own, and unpacks them. No root, no installation.
fetch_rgw() {
  local debs=${CI_ACTIONS_CEPH_DEBS:-$state/debs} package
  root="$state/ceph"
  mkdir -p "$debs/partial" "$root"
  # Somebody who is not root may not lock the archives, and need not: the folder is this script's own.
  local options=(-y -qq --no-install-recommends --download-only -o Debug::NoLocking=1 -o "Dir::Cache::archives=$debs")
  local packages=(radosgw ceph-mon ceph-osd ceph-common)
  why="the packages cannot be downloaded (apt-get; see $state/apt.log)."
  if ! timeout "$(at_most 60)" apt-get install "${options[@]}" "${packages[@]}" >"$state/apt.log" 2>&1; then
    timeout "$(at_most 30)" apt-get update -qq >>"$state/apt.log" 2>&1
    timeout "$(at_most 60)" apt-get install "${options[@]}" "${packages[@]}" >>"$state/apt.log" 2>&1 || return 1
  fi
  why="the packages cannot be unpacked."
  for package in "$debs"/*.deb; do
    [ -e "$package" ] || { why="there is nothing to unpack in $debs."; return 1; }
    echo "$package"
  done | xargs -P 2 -I{} dpkg-deb -x {} "$root" || return 1
  local libraries
  libraries=$(find "$root/lib" "$root/usr/lib" -maxdepth 1 -type d -name '*-linux-gnu' 2>/dev/null | paste -sd:)
  export LD_LIBRARY_PATH="$libraries:$(find "$root/usr/lib" -maxdepth 2 -type d -name ceph | paste -sd:)"
  export PATH="$root/usr/bin:$PATH"
  export PYTHONPATH="$root/usr/lib/python3/dist-packages"
  rgw_version=$(radosgw --version 2>/dev/null | cut -d' ' -f3)
  why="radosgw does not run on this machine (a library is missing)."
  [ -n "$rgw_version" ]
}

# A cluster of one monitor and one store in memory, and the gateway on top of it.
run_rgw() {
  local v1 v2 port secret id uuid keyring="$state/keyring" conf="$state/ceph.conf" erasure classes
  v1=$(free_port) v2=$(free_port) port=$(free_port)
  secret=$(head -c 24 /dev/urandom | base64 | tr -d '+/=')
  id=$(cat /proc/sys/kernel/random/uuid) uuid=$(cat /proc/sys/kernel/random/uuid)
  erasure=$(find "$root/usr/lib" -type d -name erasure-code | head -n 1)
  classes=$(find "$root/usr/lib" -type d -name rados-classes | head -n 1)
  mkdir -p "$state/mon" "$state/osd" "$state/run"
  cat >"$conf" <<CONF
[global]
fsid = $id
mon host = v2:127.0.0.1:$v2,v1:127.0.0.1:$v1
public network = 127.0.0.0/8
public addr = 127.0.0.1
keyring = $keyring
run dir = $state/run
admin socket = $state/run/\$name.asok
log file = $state/\$name.log
mon data = $state/mon
osd data = $state/osd
erasure code dir = ${erasure:-/nowhere}
osd class dir = ${classes:-/nowhere}
osd pool default size = 1
osd pool default min size = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon data avail crit = 0
mon data avail warn = 0
osd objectstore = memstore
memstore device bytes = 4294967296
osd crush chooseleaf type = 0
osd crush update on start = false
rgw realm root pool = rgw.root
rgw zonegroup root pool = rgw.root
rgw zone root pool = rgw.root
rgw period root pool = rgw.root
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw enable usage log = false
CONF
  # Debian's ceph is made for Debian's own python3, whatever else is first on PATH.
  local ceph=(timeout "$(at_most 20)" /usr/bin/python3 "$root/usr/bin/ceph" -c "$conf")
  why="the cluster cannot be made (see $state/setup.log)."
  {
    ceph-authtool --create-keyring "$keyring" --gen-key -n mon. --cap mon 'allow *' &&
      ceph-authtool "$keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mds 'allow *' --cap mgr 'allow *' &&
      ceph-authtool "$keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd' &&
      ceph-authtool "$keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx' &&
      monmaptool --create --fsid "$id" --addv a "[v2:127.0.0.1:$v2,v1:127.0.0.1:$v1]" "$state/monmap" &&
      ceph-mon -c "$conf" --mkfs -i a --monmap "$state/monmap" --keyring "$keyring"
  } >"$state/setup.log" 2>&1 || return 1
  ceph-mon -c "$conf" -i a -f >"$state/mon.out" 2>&1 &
  note_pid $!
  {
    ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$uuid" &&
      "${ceph[@]}" osd new "$uuid" 0 &&
      "${ceph[@]}" auth import -i "$keyring" &&
      "${ceph[@]}" osd crush add osd.0 1.0 root=default
  } >>"$state/setup.log" 2>&1 || return 1
  ceph-osd -c "$conf" -i 0 -f >"$state/osd.out" 2>&1 &
  note_pid $!
  local pool
  # The pools that the gateway would make itself would have too many placement groups for a store in memory. Not
  # .rgw.root: the command of Ceph 16 makes no pool whose name begins with a dot.
  for pool in rgw.root default.rgw.{log,control,meta,buckets.index,buckets.data,buckets.non-ec}; do
    "${ceph[@]}" osd pool create "$pool" 8 8 >>"$state/setup.log" 2>&1 || return 1
  done
  why="its user cannot be made (see $state/setup.log)."
  timeout "$(at_most 40)" radosgw-admin -c "$conf" user create --uid=test --display-name=test --access-key=test \
    --secret="$secret" >>"$state/setup.log" 2>&1 || return 1
  radosgw -c "$conf" -n client.rgw -f >"$state/rgw.out" 2>&1 &
  local pid=$!
  note_pid "$pid"
  why="radosgw does not answer (see $state/client.rgw.log)."
  wait_http "http://127.0.0.1:$port" "$pid" "$(at_most 40)" || return 1
  {
    echo "export CI_ACTIONS_RGW_URL=http://127.0.0.1:$port"
    echo "export CI_ACTIONS_RGW_VERSION=$rgw_version"
    echo "export CI_ACTIONS_RGW_ACCESS_KEY_ID=test"
    echo "export CI_ACTIONS_RGW_SECRET_ACCESS_KEY=$secret"
  } >>"$file"
}

case $1 in
  start)
    mkdir -p "$state" && : >"$file" && : >"$pids" || { say "nothing starts: $file cannot be written."; exit 0; }
    chmod 600 "$file"
    start_moto
    (start_rgw)
    ;;
  stop)
    stop_from 1
    rm -rf -- "$file" "$state"
    ;;
  *) usage ;;
esac
exit 0
