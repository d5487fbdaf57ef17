#!/bin/sh
# Fetches the cloud-init of other Debian releases beside the one that is installed: cloud_inits.sh FOLDER
# Each is unpacked into FOLDER/RELEASE, where it stays for the next time; all run on this machine's Python. Prints the folders.
folder=$1
mkdir -p "$folder" && folder=$(cd "$folder" && pwd) || exit 1
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)

# fetch RELEASE: nothing of it touches the package lists of this machine.
fetch() {
  apt=$folder/.apt-$1
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" && : >"$apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" >"$apt/sources.list"
  {
    echo "Dir { State \"$apt\"; State::lists \"$apt/lists\"; State::status \"$apt/status\"; Cache \"$apt/cache\"; };"
    echo "Dir::Etc { SourceList \"$apt/sources.list\"; SourceParts \"-\"; };"
    echo 'Acquire::Languages "none"; APT::Sandbox::User "root";'
    echo 'Acquire::IndexTargets::deb { DEP-11::DefaultEnabled "false"; Contents-deb::DefaultEnabled "false"; };'
  } >"$apt/apt.conf"
  (
    cd "$apt" && export APT_CONFIG="$apt/apt.conf"
    apt-get -q update && apt-get -q download cloud-init && dpkg-deb -x cloud-init_*.deb "$apt/root" && mv "$apt/root" "$folder/$1"
  ) >"$folder/$1.log" 2>&1 || cat "$folder/$1.log" >&2
  rm -rf "$apt"
}

for release in trixie forky; do
  [ -d "$folder/$release" ] || fetch "$release"
  [ ! -d "$folder/$release" ] || echo "$folder/$release"
done
