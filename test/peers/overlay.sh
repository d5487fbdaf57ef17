#!/bin/sh
# Runs a script in a namespace of its own, with a copy of this machine that vanishes: overlay.sh SECONDS SCRIPT ARGUMENT...
# The script finds the copy's top in $root. Ends with 2 where none can be had.
if [ "$1" != inside ]; then
  seconds=$1
  shift
  user=
  [ "$(id -u)" -eq 0 ] || user=--map-root-user
  # shellcheck disable=SC2086 # nothing or one word
  exec timeout --signal=KILL "$seconds" unshare $user --mount --pid --fork --kill-child --propagation private sh "$0" inside "$@"
fi
shift
top=$(mktemp -d)
mount -t tmpfs tmpfs "$top" && mkdir "$top/upper" "$top/work" "$top/root" || exit 2
root=$top/root
export root
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$root" || exit 2
mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" || exit 2
mount -t tmpfs tmpfs "$root/run" && mount -t tmpfs tmpfs "$root/tmp" || exit 2
exec sh "$@"
