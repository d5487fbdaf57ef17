#!/bin/sh
# Installs the newest runner of GitHub Actions in /opt/actions-runner, checked by its SHA-256, and a user for it. Bake. No
# variables. It is registered nowhere: github-runner-start.sh does that, at launch. Amazon Linux 2023, Debian, Ubuntu and Red
# Hat's family, x86_64 and arm64.
set -eu
runner=/opt/actions-runner
if [ -e "$runner" ]; then exit 0; fi
# shellcheck source=/dev/null
. /etc/os-release
if [ "$ID $VERSION_ID" = 'amzn 2' ]; then
  echo "Amazon Linux 2's C library is too old for the Node that actions run on; take al2023" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# Not on /tmp, which is memory on Amazon Linux.
folder=$(mktemp -d "$runner.XXXXXX")
trap 'rm -rf "$folder"' EXIT
if ! command -v curl >/dev/null; then
  apt-get -qq update
  apt-get -qq -o DPkg::Lock::Timeout=300 install curl
fi

case $(uname -m) in aarch64) platform=linux-arm64 ;; *) platform=linux-x64 ;; esac
curl -fsSL --retry 5 -o "$folder/release" https://api.github.com/repos/actions/runner/releases/latest
version=$(sed -n 's/.*"tag_name": *"v\([0-9.]*\)".*/\1/p' "$folder/release")
# Each release's notes tell the SHA-256 of its files: <!-- BEGIN SHA linux-x64 -->…<!-- END SHA linux-x64 -->
digest=$(sed -n "s/.*BEGIN SHA $platform [^ ]*\([0-9a-f]\{64\}\)[^0-9a-f].*/\1/p" "$folder/release")
if [ -z "$version" ] || [ -z "$digest" ]; then
  echo "GitHub does not tell the newest runner for $platform and its SHA-256" >&2
  exit 1
fi
file=actions-runner-$platform-$version.tar.gz
curl -fsSL --retry 5 -o "$folder/$file" "https://github.com/actions/runner/releases/download/v$version/$file"
echo "$digest  $folder/$file" | sha256sum -c -

mkdir "$folder/runner"
tar -xzf "$folder/$file" -C "$folder/runner"
case $ID in
  # The runner's own script for this doesn't know Amazon Linux, and asks for more than later releases of the others have.
  amzn | rhel | centos | rocky | almalinux) dnf install -y krb5-libs libicu openssl-libs zlib ;;
  *) "$folder/runner/bin/installdependencies.sh" ;;
esac
id actions-runner >/dev/null 2>&1 || useradd --create-home --shell /bin/bash actions-runner
chown -R actions-runner: "$folder/runner"
mv "$folder/runner" "$runner"
