#!/usr/bin/env bash
# Runs leasegap against a real docker whose container has the journal of a real run, and saves what it printed.
#   docker.sh DIRECTORY OUT    DIRECTORY: for what is downloaded; OUT: a new directory
# Needs Debian 12, root, systemd-journal-remote, and a build of this repository. Installs nothing.
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DIRECTORY OUT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/docker"
directory=$(cd "$1/docker" && pwd)
mkdir -- "$2"
out=$(cd "$2" && pwd)
. "$here/docker-daemon.sh"
export TZ=UTC KUBECTL=/none

start_docker "$directory"
trap 'docker rm -f demo-worker > /dev/null 2>&1; stop_docker "$directory"' EXIT

# An image with journalctl, and the journal of samples/network-cut.
make_root image sh sleep find cat journalctl systemd-analyze
machine=0123456789abcdef0123456789abcdef
echo "$machine" > image/etc/machine-id
printf '[Journal]\nRateLimitBurst=500\n' > image/etc/systemd/journald.conf
mkdir -p "image/var/log/journal/$machine"
sed -nE 's/^Nov 22 ([0-9:]{8})\.([0-9]{6}) (\S+) (\w+)\[([0-9]+)\]: (.*)$/\1 \2 \3 \4 \5 \6/p' \
  "$here/../../../samples/network-cut/logs/kubelet.log" | while read -r time us host identifier pid message; do
  printf '__REALTIME_TIMESTAMP=%s%s\n_HOSTNAME=%s\nSYSLOG_IDENTIFIER=%s\n_PID=%s\n_SYSTEMD_UNIT=kubelet.service\nMESSAGE=%s\n\n' \
    "$(date -ud "2026-11-22 $time" +%s)" "$us" "$host" "$identifier" "$pid" "$message"
done > journal.export
/lib/systemd/systemd-journal-remote -o "image/var/log/journal/$machine/system.journal" journal.export
tar -C image -c . | docker import - leasegap-node
docker run -d --name demo-worker --network none leasegap-node sleep 1000000

cd "$out"
try() {
  local status=0
  printf '$ %s\n' "$*"
  bash -c "$*" 2>&1 || status=$?
  printf '(status %d)\n\n' "$status"
}
{
  docker version --format 'docker {{.Server.Version}}'
  try 'docker exec demo-worker journalctl -u kubelet | leasegap --year 2026'
  try leasegap docker://demo-worker
  try leasegap docker://demo-worker -S "'2026-11-22 10:46'" -U "'2026-11-22 10:47'"
  try leasegap collect demo-worker --via docker --dry-run
  try leasegap collect demo-worker --via docker --since 2026-11-22 --out collected
  try leasegap collected
  try leasegap docker://no-such
  docker stop -t 0 demo-worker > /dev/null
  try leasegap docker://demo-worker
  try DOCKER_HOST=unix:///none.sock leasegap docker://demo-worker
} | tee printed.txt
