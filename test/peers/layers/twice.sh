#!/bin/sh
# Runs a layer twice on a made-up machine: ../overlay.sh SECONDS twice.sh FOLDER
# FOLDER has `layer`, `os-release`, `machine` (what uname says), `has` (files that are there already), `files` (what can be
# downloaded), and `programs`, the names of those that are faked; beside them the machine has only what every Linux has. Prints what each run changed.
folder=$1
root=${root:?}
mkdir -p "$root/fakes/bin" "$root/fakes/tools" "$root/etc/yum.repos.d"
cp -r "$folder"/* "$root/fakes/"
cp "$folder/os-release" "$root/etc/os-release"
cp "$(dirname "$0")/fake.sh" "$root/fakes/fake"
chmod +x "$root/fakes/fake"
for tool in sh cat cmp cp gzip ls mkdir mktemp mv printf rm sed sha256sum stat tail tar test; do
  ln -s "$(command -v "$tool")" "$root/fakes/tools/$tool"
done
while IFS= read -r program; do cp "$root/fakes/fake" "$root/fakes/bin/$program"; done <"$folder/programs"
while IFS= read -r file; do mkdir -p "$root${file%/*}" && : >"$root$file"; done <"$folder/has"
# Where packages are RPMs, /bin/sh is bash.
shell=/bin/sh
if grep -qx rpm "$folder/programs"; then shell='/bin/bash --posix'; fi
for run in 1 2; do
  : >"$root/calls"
  # shellcheck disable=SC2086 # one or two words
  chroot "$root" /usr/bin/env PATH=/fakes/bin:/fakes/tools $shell /fakes/layer >"$root/said" 2>&1
  code=$?
  cat "$root/calls"
  [ "$code" -eq 0 ] || {
    echo "exit $code: $(tail -n 1 "$root/said")"
    exit
  }
  [ "$run" -eq 2 ] || echo --
done
