#!/usr/bin/env bash
# Builds kube-apiserver, kube-controller-manager and kubelet 1.20.2 from Debian's source package, with Debian's Go and etcd.
#   build.sh DIRECTORY    ends with the programs in DIRECTORY/bin
# Needs Debian 12 with dpkg-dev, and 3 GB. Installs nothing, and changes nothing outside of DIRECTORY.
set -euo pipefail
(($# == 1)) || { echo "usage: $0 DIRECTORY" >&2; exit 2; }
mkdir -p "$1/packages" "$1/lists/partial" "$1/bin"
directory=$(cd "$1" && pwd)

# A list of its own with deb-src: that of the machine stays as it is.
cat > "$directory/debian.sources" << 'LIST'
Types: deb deb-src
URIs: http://deb.debian.org/debian
Suites: bookworm
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
LIST
apt() {
  apt-get -q -o "Dir::Etc::sourcelist=$directory/debian.sources" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::lists=$directory/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= "$@"
}

# In GOPATH mode the tree must lie at its import path; module mode wants to change go.mod.
source_tree=$directory/go/src/k8s.io/kubernetes
if [[ ! -d $source_tree ]]; then
  apt update
  (cd "$directory/packages" && apt download golang-1.19-go golang-1.19-src etcd-server)
  (cd "$directory/packages" && apt source --download-only kubernetes)
  for package in "$directory"/packages/*.deb; do dpkg -x "$package" "$directory/root"; done
  mkdir -p "${source_tree%/*}"
  dpkg-source -x "$directory"/packages/kubernetes_*.dsc "$source_tree.new"
  mv "$source_tree.new" "$source_tree"
fi
cp "$directory/root/usr/bin/etcd" "$directory/bin/"

export GOROOT=$directory/root/usr/lib/go-1.19 GOPATH=$directory/go GOCACHE=$directory/cache
export GO111MODULE=off CGO_ENABLED=0
go() { nice "$GOROOT/bin/go" "$@"; }
cd "$source_tree"

# The one generated part that the source package lacks: the OpenAPI definitions.
definitions=pkg/generated/openapi/zz_generated.openapi.go
if [[ ! -f $definitions ]]; then
  go build -o "$directory/bin/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  packages=$(grep -rlE --include='*.go' '^// *\+k8s:openapi-gen=' pkg plugin cmd staging/src/k8s.io \
    | grep -vE 'k8s.io/(code-generator|sample-apiserver)/' | xargs -n1 dirname | sort -u \
    | sed 's|^staging/src/|vendor/|; s|^|k8s.io/kubernetes/|' | paste -sd,)
  "$directory/bin/openapi-gen" --logtostderr -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi \
    -O zz_generated.openapi -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt \
    -r "$directory/openapi-violations.txt"
fi

version=k8s.io/kubernetes/vendor/k8s.io/component-base/version
flags="-s -w -X $version.gitVersion=v1.20.2 -X $version.gitMajor=1 -X $version.gitMinor=20"
for program in kube-apiserver kube-controller-manager kubelet; do
  go build -ldflags "$flags" -o "$directory/bin/$program" "k8s.io/kubernetes/cmd/$program"
done
ls -l "$directory/bin"
