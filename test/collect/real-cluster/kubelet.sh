#!/usr/bin/env bash
# Runs leasegap against a real kubelet, which runs the controller manager as a static pod, while the kubelet is stopped
# and after it went on, and saves what it printed.
#   kubelet.sh DIRECTORY OUT    DIRECTORY: what build.sh made; OUT: a new directory. Takes five minutes.
# Needs Debian 12 with cgroups of version 1, root, kubectl, openssl, systemd-journal-remote, and a build of this repository.
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DIRECTORY OUT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
directory=$(cd "$1" && pwd)
mkdir -p "$directory/docker"
mkdir -- "$2"
out=$(cd "$2" && pwd)
. "$here/docker-daemon.sh"
export TZ=UTC KUBECONFIG=$directory/run/kubeconfig

start_docker "$directory/docker"
cluster=
trap 'kill $cluster 2> /dev/null; sleep 3; docker ps -aq | xargs -r docker rm -f > /dev/null 2>&1; stop_docker "$directory/docker"' EXIT
make_root pause sleep
tar -C pause -c . | docker import --change 'ENTRYPOINT ["/usr/bin/sleep","1000000"]' - pause:local
make_root kcm
cp "$directory/bin/kube-controller-manager" kcm/
tar -C kcm -c . | docker import - kcm:local

cd "$out"
node "$here/cluster.mjs" "$directory" 2 kubelet > cluster.txt &
cluster=$!
until [[ -s cluster.txt ]] && kubectl wait --for=condition=Ready node/cp-1 --timeout=5s > /dev/null 2>&1; do sleep 1; done
until kubectl -n kube-system wait --for=condition=Ready pod -l component=kube-controller-manager --timeout=5s; do sleep 1; done

try() {
  local status=0
  printf '$ %s\n' "$*"
  "$@" 2>&1 || status=$?
  printf '(status %d)\n\n' "$status"
}
mark() { printf '%s %s\n\n' "$(date -u +%T.%3N)" "$*"; }
{
  leasegap watch > watch.txt 2>&1 &
  watch=$!
  sleep 40
  kubelet=$(pgrep -x kubelet)
  kill -STOP "$kubelet"
  mark 'the kubelet of cp-1 is stopped'
  kubectl wait --for=condition=Ready=Unknown node/cp-1 --timeout=90s
  try leasegap collect cp-1 --since -10m --deadline 15s --out while-stopped
  try leasegap while-stopped
  kill -CONT "$kubelet"
  mark 'the kubelet of cp-1 goes on'
  sleep 30
  docker kill "$(docker ps -q --filter name=k8s_kube-controller-manager)"
  mark 'the container of the controller manager is killed; the kubelet starts it again'
  sleep 30
  try leasegap collect --dry-run cp-1 --since -15m
  try leasegap collect cp-1 --since -15m --out collected
  try leasegap collected
  try leasegap kube:///node/cp-1
  try leasegap kube:///node/cp-1/journal kube:///controller kube:///objects --node cp-1
  kill -INT "$watch" && wait "$watch" || true
  echo '$ leasegap watch'
  cat watch.txt
} | tee printed.txt
