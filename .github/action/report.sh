#!/usr/bin/env bash
# Writes the table to the log of the job and a post-mortem draft to its summary. The status is that of leasegap.
set -euo pipefail

args=()
while IFS= read -r file; do [[ -z $file ]] || args+=("$file"); done <<< "$LOGS"
((${#args[@]} > 0)) || { echo '::error::the input "logs" is empty'; exit 2; }
# A name that begins with a dash is a file, too.
args=("${args[@]/#-/./-}")
[[ ${REDACTED:-false} != true ]] || args+=(--redact)
while IFS= read -r file; do [[ -z $file ]] || args+=("--out=$file"); done <<< "${OUT:-}"
[[ -z ${FAIL_ON:-} ]] || args+=("--fail-on=$FAIL_ON")
draft=$(mktemp --suffix=.md)
trap 'rm -f "$draft"' EXIT

status=0
node "$LEASEGAP_PROGRAM" "${args[@]}" --out="$draft" -o table --utc --no-config || status=$?
# A summary holds 1 MiB.
head -c 1000000 "$draft" >> "$GITHUB_STEP_SUMMARY"
exit "$status"
