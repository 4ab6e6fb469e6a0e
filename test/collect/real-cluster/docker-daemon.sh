# Functions of docker.sh and kubelet.sh, which source it: docker of Debian on a socket of its own, and images for it.

# Starts docker with what it downloads to the directory $1, and sets DOCKER_HOST, PATH and the pid `daemon`.
start_docker() {
  mkdir -p "$1/root" "$1/bin"
  cd "$1"
  if [[ ! -x root/usr/sbin/dockerd ]]; then
    apt-get -q update && apt-get -q download docker.io containerd runc
    for package in *.deb; do dpkg -x "$package" root; done
  fi
  cat > bin/runc-here << 'RUNC'
#!/bin/sh
# Without CAP_SYS_RESOURCE no process can protect itself from the killer of memory, as a kubelet wants it for its pods.
previous=
for word in "$@"; do
  [ "$previous" = --bundle ] && sed -i 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/' "$word/config.json"
  previous=$word
done
exec runc "$@"
RUNC
  chmod +x bin/runc-here
  ln -sf "$here/../../../dist/cli.js" bin/leasegap
  export PATH=$1/bin:$1/root/usr/bin:$1/root/usr/sbin:$PATH DOCKER_HOST=unix://$1/docker.sock
  dockerd --data-root "$1/data" --exec-root "$1/exec" -H "$DOCKER_HOST" -p "$1/docker.pid" --iptables=false \
    --ip6tables=false --bridge=none --storage-driver=vfs --add-runtime "here=$1/bin/runc-here" --default-runtime here \
    > dockerd.log 2>&1 &
  daemon=$!
  until docker version > /dev/null 2>&1; do sleep 1; done
}

# Ends docker in the directory $1; it leaves a mount behind.
stop_docker() {
  kill "$daemon"
  wait
  umount "$1/exec/netns/default" 2> /dev/null || true
}

# Makes the directory $1 the root of a machine that has the programs $2… of this one.
make_root() {
  local root=$1 program path library
  shift
  rm -rf "$root"
  mkdir -p "$root"/usr/{bin,lib,lib64} "$root/etc/systemd" "$root/tmp" "$root/run"
  ln -s usr/bin "$root/bin" && ln -s usr/lib "$root/lib" && ln -s usr/lib64 "$root/lib64"
  for program in "$@"; do
    path=$(readlink -f "$(type -P "$program")")
    cp "$path" "$root/usr/bin/$program"
    # A static program has no libraries.
    { ldd "$path" || true; } 2> /dev/null | { grep -oE '/[^ ]+\.so[^ ]*' || true; } | while read -r library; do
      mkdir -p "$root/$(dirname "$library")" && cp -L "$library" "$root$library"
    done
  done
}
