#!/usr/bin/env bash
# Runs leasegap against the real control plane while a hollow node is dead, and saves what it printed.
#   trial.sh DIRECTORY OUT    DIRECTORY: what build.sh made; OUT: a new directory. Takes four minutes.
# Needs kubectl, openssl and a build of this repository (npm run build).
set -euo pipefail
(($# == 2)) || { echo "usage: $0 DIRECTORY OUT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
directory=$(cd "$1" && pwd)
mkdir -- "$2" "$2/bin"
cd "$2"
ln -s "$here/../../../dist/cli.js" bin/leasegap
ln -s "$here/../../../dist/cli.js" bin/kubectl-lease_gap
export PATH=$PWD/bin:$PATH TZ=UTC KUBECONFIG=$directory/run/kubeconfig

started=()
trap 'kill "${started[@]}" 2> /dev/null || true; wait' EXIT
node "$here/cluster.mjs" "$directory" > cluster.txt &
started+=($!)
until [[ -s cluster.txt ]]; do sleep 1; done

# Runs a command and saves it, what it printed and its status in the file $1.
try() {
  local file=$1 status=0
  shift
  "$@" > "$file.out" 2> "$file.err" || status=$?
  { printf '$ %s\n' "$*"; cat "$file.out" "$file.err"; printf '(status %d)\n\n' "$status"; } | tee "$file"
  rm "$file.out" "$file.err"
}
mark() { printf '%s %s\n' "$(date -u +%T.%3N)" "$*" | tee -a moments.txt; }

leasegap watch > watch.txt 2>&1 &
started+=($!)
leasegap watch -o ndjson > watch.ndjson 2> watch.ndjson.err &
started+=($!)
sleep 25
kubectl apply -f - << 'POD'
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default}
spec:
  nodeName: worker-2
  automountServiceAccountToken: false
  containers: [{name: web, image: none}]
  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 20}]
POD
mark 'worker-2 is killed'
kill -KILL "$(< "$directory/run/worker-2.pid")"
kubectl wait --for=condition=Ready=Unknown node/worker-2 --timeout=90s
mark 'worker-2 is Unknown'
sleep 35
try dry-run.txt leasegap collect --dry-run --since -10m
try collect.txt leasegap collect --since -10m --out collected
try analyze.txt leasegap collected
try plugin.txt kubectl lease-gap worker-2 --since -10m
try objects.txt leasegap kube:///objects
try node.txt leasegap kube:///node/worker-2
try controller.txt leasegap kube:///controller
mark 'worker-2 is started again'
node "$here/hollow-node.mjs" worker-2 https://127.0.0.1:16443 "$directory/run/certificates/apiserver.crt" \
  "$(cut -d , -f 1 "$directory/run/tokens.csv")" &
started+=($!)
sleep 25
kill -INT "${started[1]}" "${started[2]}"
wait "${started[1]}" "${started[2]}" || true
try logs.txt leasegap "$directory/run/kube-controller-manager.log" collected
