#!/usr/bin/env bash
# Makes the archive and the manifest that krew installs `kubectl lease-gap` from.
#   krew.sh PACKAGE DIRECTORY URI    PACKAGE: what `npm pack` wrote; URI: where the archive will be found
# Writes lease-gap.tar.gz, with the dependencies, because krew runs no npm, and lease-gap.yaml.
set -euo pipefail
(($# == 3)) || { echo "usage: $0 PACKAGE DIRECTORY URI" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
package=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# krew unpacks no symbolic links.
(cd "$work" && npm init -y > /dev/null && npm install --silent --omit=dev --no-bin-links "$package")
tar -czf "$out/lease-gap.tar.gz" -C "$work" --owner=0 --group=0 node_modules
sum=$(sha256sum "$out/lease-gap.tar.gz" | cut -d ' ' -f 1)
sed -e '/^#/d' -e "s|RELEASE_URI|$3|" -e "s|RELEASE_SHA256|$sum|" "$here/.krew.yaml" > "$out/lease-gap.yaml"
