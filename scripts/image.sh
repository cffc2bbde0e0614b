#!/bin/sh
# Builds the container image and tries it, with docker, podman or buildah, whichever works here.
#
#   sh scripts/image.sh build     make the image syncsvc
#   sh scripts/image.sh test      start it, ask it, stop it
#
# Where the base image cannot be pulled, debootstrap makes it from Debian's packages (as root). Behind a proxy with a CA
# of its own, SSL_CERT_FILE is mounted into the build.
set -eu
cd "$(dirname "$0")/.."
IMAGE=${IMAGE:-syncsvc}
BASE=debian:trixie-slim

say() { echo "image: $*"; }

engine() {
    if docker info >/dev/null 2>&1; then echo "docker"; return; fi
    if command -v podman >/dev/null 2>&1; then
        # Small virtual machines have no overlay file system; vfs works everywhere.
        if [ "$(id -u)" = 0 ]; then echo "podman --storage-driver vfs"; else echo "podman"; fi
        return
    fi
    if command -v buildah >/dev/null 2>&1; then echo "buildah"; return; fi
    say "neither docker, podman nor buildah works here" >&2
    exit 1
}

base() {
    $1 image inspect $BASE >/dev/null 2>&1 && return
    $1 pull -q $BASE >/dev/null 2>&1 && return
    command -v debootstrap >/dev/null 2>&1 || { say "$BASE cannot be pulled, and there is no debootstrap"; exit 1; }
    say "$BASE cannot be pulled; making it with debootstrap"
    root=$(mktemp -d)
    debootstrap --variant=minbase trixie "$root" >"$root.log" 2>&1 || { tail -n 5 "$root.log"; exit 1; }
    chmod 755 "$root"
    tar -C "$root" -c . | $1 import - $BASE >/dev/null
    rm -rf "$root" "$root.log"
}

build() {
    tool=$(engine)
    say "building with $tool"
    base "$tool"
    set -- --network host -t "$IMAGE" .
    case $tool in
        podman*) set -- --format docker --ulimit nofile=1024:4096 "$@"; [ "$(id -u)" = 0 ] && tool="$tool --runtime runc" ;;
    esac
    if [ -n "${SSL_CERT_FILE:-}" ] && [ "${tool#docker}" = "$tool" ]; then
        set -- -v "$SSL_CERT_FILE:/run/ca.pem:ro" --build-arg "SSL_CERT_FILE=/run/ca.pem" "$@"
    fi
    $tool build "$@"
    say "built $IMAGE"
}

run_options() {
    case $1 in
        podman*) echo "--runtime runc run --ulimit nofile=1024:4096 --ulimit nproc=1024:2048" ;;
        *) echo "run" ;;
    esac
}

trial() {
    tool=$(engine)
    options=$(run_options "$tool")
    name=syncsvc-trial-$$
    say "one run of the default configuration"
    $tool $options --rm --network host "$IMAGE" sh -c 'syncsvc sync && test "$(id -u)" != 0'
    say "the service"
    $tool $options -d --network host --name "$name" -e SYNCSVC_WEB__LISTEN=127.0.0.1:18080 "$IMAGE" >/dev/null
    trap '$tool rm -f "$name" >/dev/null 2>&1' EXIT
    for _ in $(seq 60); do
        $tool exec "$name" syncsvc health && break
        sleep 1
    done
    $tool exec "$name" syncsvc health || { $tool logs "$name"; say "it did not get well"; exit 1; }
    $tool stop -t 20 "$name" >/dev/null
    code=$($tool inspect -f '{{.State.ExitCode}}' "$name")
    [ "$code" = 0 ] || { $tool logs "$name"; say "it stopped with $code"; exit 1; }
    say "well: it runs as a user, answers, and stops when asked"
}

case ${1:-} in
    build) build ;;
    test) trial ;;
    *) sed -n '2,9p' "$0"; exit 2 ;;
esac
