#!/usr/bin/env bash
# Starts the real parts that images can be held to on this machine: a registry and a Docker engine, both on loopback, and
# skopeo beside them as a reader that is not ours.
#   .ci/image-servers.sh start FILE   writes `export CI_ACTIONS_...=...` lines to FILE; FILE.d holds state and pids
#   .ci/image-servers.sh stop FILE    ends what start started, by pid, and removes FILE and FILE.d
# What is installed is used, and an engine that answers is taken as it is. Otherwise the parts come from Debian's packages,
# unpacked into a private folder: nothing is installed. Outside FILE.d only containerd writes, a few sockets in /run, and
# skopeo, which remembers in /var/lib/containers/cache where it saw a blob.
# What cannot start within the time budget is said in one line; the exit status is always 0.
#   CI_ACTIONS_REGISTRY_URL   Debian's docker-registry, without a login; ..._VERSION
#   CI_ACTIONS_SKOPEO         the program, which needs no configuration of this machine; ..._VERSION
#   CI_ACTIONS_BUSYBOX        a busybox without libraries, which an image from scratch can run
#   CI_ACTIONS_DOCKER_HOST    the engine's address; CI_ACTIONS_DOCKER is its own client; CI_ACTIONS_DOCKER_VERSION
#   CI_ACTIONS_BUILDX         the folder `cli-plugins` with docker-buildx: the folder that it is in can be DOCKER_CONFIG
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
me=image-servers
# shellcheck source=.ci/background.sh
. "$(dirname "$0")/background.sh"

export_line() { printf 'export %s=%q\n' "$1" "$2" >>"$file"; }

# Downloads packages and what they need beyond this machine's own, and unpacks them into $state/PART. No root, no
# installation, and package lists of our own where the machine's are missing or too old.
fetch() { # PART PACKAGE...
  local part=$1 log="$state/$1.log" folder="$state/$1.debs" root="$state/$1"
  shift
  why="it comes from Debian's packages, and there is no apt-get here."
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  mkdir -p "$folder/partial" "$state/lists/partial" "$root"
  # Somebody who is not root may not lock the archives, and need not; and apt's own user may not enter a private folder.
  local options=(-qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o "Dir::Cache::archives=$folder")
  local get=(install -y --no-install-recommends --download-only "$@")
  local own=("${options[@]}" -o "Dir::State::lists=$state/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
  if ! timeout "$(at_most 60)" apt-get "${options[@]}" "${get[@]}" >"$log" 2>&1; then
    why="the packages cannot be downloaded; apt-get: $(complaint "$log")"
    [ -e "$state/lists/done" ] || timeout "$(at_most 40)" apt-get "${own[@]}" update >>"$log" 2>&1 || return 1
    : >"$state/lists/done"
    timeout "$(at_most 60)" apt-get "${own[@]}" "${get[@]}" >>"$log" 2>&1 || return 1
  fi
  unpack "$folder" "$root"
}

unpack() { # FOLDER-OF-DEBS ROOT
  local package
  why="the packages cannot be unpacked."
  for package in "$1"/*.deb; do
    [ -e "$package" ] || { why="there is nothing to unpack."; return 1; }
    echo "$package"
  done | xargs -P 2 -I{} dpkg-deb -x {} "$2" || return 1
  rm -rf -- "$1"
}

# What apt-get says first is the cause.
complaint() { grep -m 1 '^E: ' "$1" || last_line "$1"; }
last_line() { tail -n 1 "$1" 2>/dev/null; }
libraries_in() { find "$1/lib" "$1/usr/lib" -maxdepth 1 -type d -name '*-linux-gnu' 2>/dev/null | paste -sd:; }

start_registry() {
  local began=$SECONDS program port pid version
  program=$(command -v docker-registry) || {
    fetch registry docker-registry || { say "the registry is left out: $why"; return; }
    program="$state/registry/usr/bin/docker-registry"
  }
  port=$(free_port)
  cat >"$state/registry.yml" <<YML
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: "$state/registry.data"}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port", relativeurls: true}
YML
  "$program" serve "$state/registry.yml" >"$state/registry.out" 2>&1 &
  pid=$!
  note_pid "$pid"
  if ! wait_http "http://127.0.0.1:$port/v2/" "$pid" "$(at_most 20)"; then
    say "the registry is left out: docker-registry does not answer; its last line is: $(last_line "$state/registry.out")"
    return
  fi
  version=$("$program" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+[^ ]*' | head -n 1)
  export_line CI_ACTIONS_REGISTRY_URL "http://127.0.0.1:$port"
  export_line CI_ACTIONS_REGISTRY_VERSION "${version:-unknown}"
  say "docker-registry ${version:-of unknown version} runs after $((SECONDS - began)) s."
}

find_skopeo() {
  local began=$SECONDS program root="$state/skopeo" version
  program=$(command -v skopeo) || {
    fetch skopeo skopeo || { say "skopeo is left out: $why"; return; }
    program="$root/usr/bin/skopeo"
  }
  # It asks for a policy of the machine, which only an installation has; ours takes every image, as installations do.
  printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >"$state/policy.json"
  cat >"$state/skopeo.sh" <<SH
#!/bin/sh
LD_LIBRARY_PATH='$(libraries_in "$root")' exec '$program' --policy '$state/policy.json' "\$@"
SH
  chmod 755 "$state/skopeo.sh"
  if ! version=$("$state/skopeo.sh" --version 2>"$state/skopeo.out"); then
    say "skopeo is left out: it does not run here; it says: $(last_line "$state/skopeo.out")"
    return
  fi
  export_line CI_ACTIONS_SKOPEO "$state/skopeo.sh"
  export_line CI_ACTIONS_SKOPEO_VERSION "${version##* }"
  say "$version is there after $((SECONDS - began)) s."
}

find_busybox() {
  local program
  program=$(command -v busybox)
  if [ -z "$program" ] || ldd "$program" >/dev/null 2>&1; then
    fetch busybox busybox-static || { say "busybox is left out: $why"; return; }
    program="$state/busybox/bin/busybox"
    [ -x "$program" ] || program="$state/busybox/usr/bin/busybox"
  fi
  [ -x "$program" ] || { say "busybox is left out: the package has no such program."; return; }
  export_line CI_ACTIONS_BUSYBOX "$program"
}

start_engine() {
  local began=$SECONDS docker dockerd path driver pid
  why=""
  if command -v docker >/dev/null && engine_answers docker "${DOCKER_HOST:-unix:///var/run/docker.sock}"; then
    docker=$(command -v docker)
    engine_runs "$docker" "${DOCKER_HOST:-unix:///var/run/docker.sock}" "$began" 'the one that was running'
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    say "the Docker engine is left out: none is running, and only root can start one."
    return
  fi
  if command -v dockerd >/dev/null && command -v containerd >/dev/null && command -v docker >/dev/null; then
    dockerd=$(command -v dockerd) docker=$(command -v docker) path=$PATH
  else
    fetch engine docker.io || { say "the Docker engine is left out: $why"; return; }
    local root="$state/engine"
    dockerd="$root/usr/sbin/dockerd" docker="$root/usr/bin/docker"
    path="$root/usr/sbin:$root/usr/bin:$root/sbin:$root/bin:$PATH"
    export LD_LIBRARY_PATH
    LD_LIBRARY_PATH=$(libraries_in "$root")
  fi
  # A socket's path has at most 107 characters, and containerd's are a little deeper than ours.
  run="$state/run"
  if [ ${#run} -gt 70 ]; then
    run=$(mktemp -d /tmp/ci-XXXXXX) && echo "$run" >"$state/run-is-elsewhere"
  else
    mkdir -p "$run"
  fi
  chmod 700 "$run"
  for driver in overlay2 vfs; do
    # No bridge and no rules in the machine's firewall: images are built and run with `--network none`.
    env -i PATH="$path" HOME="$state" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" "$dockerd" --data-root "$state/docker" \
      --exec-root "$run/e" --pidfile "$run/pid" -H "unix://$run/d.sock" --storage-driver "$driver" --iptables=false \
      --ip6tables=false --bridge=none --userland-proxy=false >"$state/dockerd-$driver.log" 2>&1 &
    pid=$!
    note_pid "$pid"
    if wait_engine "$docker" "unix://$run/d.sock" "$pid" "$(at_most 30)"; then
      # Its containerd ends with it; where it does not, it is ended by its own pid.
      for child in $(cat "/proc/$pid/task/"*/children 2>/dev/null); do note_pid "$child"; done
      engine_runs "$docker" "unix://$run/d.sock" "$began" "$driver"
      return
    fi
    kill "$pid" 2>/dev/null
  done
  say "the Docker engine is left out: dockerd does not answer; its last line is: $(last_line "$state/dockerd-vfs.log")"
}

engine_answers() { # DOCKER HOST
  # Docker Desktop's engine is in a machine of its own, from where the registry on loopback cannot be reached.
  local system
  system=$(DOCKER_HOST="$2" timeout 10 "$1" info --format '{{if .ServerVersion}}{{.OperatingSystem}}{{end}}' 2>/dev/null)
  [ -n "$system" ] && [ "$system" != 'Docker Desktop' ]
}

wait_engine() { # DOCKER HOST PID SECONDS
  local until=$((SECONDS + $4))
  while [ $SECONDS -lt $until ] && kill -0 "$3" 2>/dev/null; do
    engine_answers "$1" "$2" && return 0
    sleep 0.2
  done
  return 1
}

engine_runs() { # DOCKER HOST BEGAN HOW
  local version
  version=$(DOCKER_HOST="$2" "$1" version --format '{{.Server.Version}}' 2>/dev/null)
  export_line CI_ACTIONS_DOCKER_HOST "$2"
  export_line CI_ACTIONS_DOCKER "$1"
  export_line CI_ACTIONS_DOCKER_VERSION "${version:-unknown}"
  say "Docker engine ${version:-of unknown version} ($4) runs after $((SECONDS - $3)) s."
}

# The plugin is no part of Debian 12; that of the next release has no library of its own and runs here too.
find_buildx() {
  local began=$SECONDS folder plugins="$state/buildx/cli-plugins" version
  grep -q '^export CI_ACTIONS_DOCKER=' "$file" || { say "buildx is left out: there is no Docker engine."; return; }
  for folder in "${DOCKER_CONFIG:-$HOME/.docker}" /usr/local/libexec/docker /usr/local/lib/docker /usr/libexec/docker /usr/lib/docker; do
    if [ -x "$folder/cli-plugins/docker-buildx" ]; then
      plugins="$folder/cli-plugins"
      break
    fi
  done
  if [ ! -x "$plugins/docker-buildx" ]; then
    fetch_buildx || { say "buildx is left out: $why"; return; }
  fi
  if ! version=$("$plugins/docker-buildx" version 2>"$state/buildx.out"); then
    say "buildx is left out: it does not run here; it says: $(last_line "$state/buildx.out")"
    return
  fi
  version=$(grep -oE '[0-9]+\.[0-9]+[^ ]*' <<<"$version" | head -n 1)
  export_line CI_ACTIONS_BUILDX "$plugins"
  export_line CI_ACTIONS_BUILDX_VERSION "$version"
  say "buildx $version is there after $((SECONDS - began)) s."
}

fetch_buildx() {
  local root="$state/buildx.root" keys=/usr/share/keyrings/debian-archive-keyring.gpg mirror log="$state/buildx.log" program
  local lists="$state/buildx.lists"
  mkdir -p "$lists/partial" "$state/buildx.debs" "$root" "$state/buildx/cli-plugins"
  why="it comes from Debian's packages, and there is no apt-get here."
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  local options=(-qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root)
  if ! (cd "$state/buildx.debs" && timeout "$(at_most 40)" apt-get "${options[@]}" download docker-buildx) >"$log" 2>&1; then
    # Where the machine has no lists, those that were made for the parts before know the mirror.
    mirror=$(for own in '' "-oDir::State::lists=$state/lists"; do
      apt-get $own indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null
    done | grep -m 1 '/debian/*$')
    why="this machine's package lists do not have it, and it has no Debian mirror to ask for those of the next release."
    [ -n "$mirror" ] && [ -e "$keys" ] || return 1
    printf 'deb [signed-by=%s] %s trixie main\n' "$keys" "$mirror" >"$state/trixie.list"
    options+=(-o "Dir::Etc::sourcelist=$state/trixie.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$lists"
      -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
    if ! { timeout "$(at_most 40)" apt-get "${options[@]}" update &&
      cd "$state/buildx.debs" && timeout "$(at_most 40)" apt-get "${options[@]}" download docker-buildx; } >>"$log" 2>&1; then
      why="its package cannot be downloaded; apt-get: $(complaint "$log")"
      return 1
    fi
  fi
  unpack "$state/buildx.debs" "$root" || return 1
  program=$(find "$root" -type f -path '*/cli-plugins/docker-buildx' | head -n 1)
  why="the package has no such program."
  [ -n "$program" ] && mv -- "$program" "$state/buildx/cli-plugins/docker-buildx" && rm -rf -- "$root" "$lists"
}

# What a container or a layer has mounted must not be there any more when its folder is removed.
unmount_all() { # FOLDER
  local point
  awk -v folder="$1/" 'index($2, folder) == 1 { print $2 }' /proc/mounts 2>/dev/null | sort -r | while read -r point; do
    umount -l -- "$point" 2>/dev/null
  done
}

case $1 in
  start)
    mkdir -p "$state" && : >"$file" && : >"$pids" || { say "nothing starts: $file cannot be written."; exit 0; }
    chmod 700 "$state"
    start_registry
    find_skopeo
    find_busybox
    (start_engine)
    (find_buildx)
    ;;
  stop)
    stop_from 1
    for folder in "$state" $(cat "$state/run-is-elsewhere" 2>/dev/null); do
      unmount_all "$folder"
      rm -rf -- "$folder"
    done
    rm -f -- "$file"
    ;;
  *) usage ;;
esac
exit 0
