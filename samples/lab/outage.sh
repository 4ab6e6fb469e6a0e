#!/usr/bin/env bash
# Cuts a worker of a kind cluster off its network for two minutes, and lets leasegap find out what happened.
#   outage.sh [DIRECTORY]    the evidence and the report; `outage` by default, must not exist
# Needs docker, kind and kubectl, and leasegap (or a build of this repository). Takes about eight minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-outage}
cluster=demo
node=demo-worker

if ! command -v leasegap > /dev/null; then
  leasegap() { node "$here/../../dist/cli.js" "$@"; }
fi
kube() { kubectl --context "kind-$cluster" "$@"; }
step() { printf '\n== %s\n' "$*"; }
address() { docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}}' "$node"; }

mkdir -- "$out"

step "a cluster of three nodes"
if ! kind get clusters | grep -qx "$cluster"; then
  kind create cluster --config "$here/kind.yaml"
fi
kube wait --for=condition=Ready nodes --all --timeout=300s

step "a minute of renewals, one every 10 s"
sleep 60
docker exec "$node" journalctl -u kubelet | grep kube-node-lease/leases | grep PUT | tail -n 4

step "$node loses its network at $(date -u +%T) UTC"
before=$(address)
# However this script ends, the node gets its network back.
reconnect() { docker network connect kind "$node"; }
trap reconnect EXIT
docker network disconnect kind "$node"
kube wait --for=condition=Ready=Unknown "node/$node" --timeout=120s
sleep 60
kube get nodes
docker exec "$node" journalctl -u kubelet | grep kube-node-lease/leases | tail -n 3

step "what its own log says, and what can be collected: docker reaches it, the API server does not"
docker exec "$node" journalctl -u kubelet | leasegap
leasegap collect "$node" --context "kind-$cluster" --since -10m --out "$out/while-cut-off"

step "$node gets its network back at $(date -u +%T) UTC"
trap - EXIT
reconnect
after=$(address)
if [[ $after != "$before" ]]; then
  # Its kubelet was told its old address.
  echo "docker gave it another address ($before, now $after): it is not Ready before 'docker restart $node'"
  docker restart "$node"
fi
kube wait --for=condition=Ready "node/$node" --timeout=300s
sleep 30

step "what happened"
leasegap collect "$node" --context "kind-$cluster" --since -15m --out "$out/evidence"
leasegap "$out/evidence" --node "$node" -o table --out "$out/report.html"
leasegap explain "$out/evidence" --node "$node"

step "report: $out/report.html; to delete the cluster: kind delete cluster --name $cluster"
