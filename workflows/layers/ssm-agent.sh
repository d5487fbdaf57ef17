#!/bin/sh
# Installs the SSM agent from Amazon's bucket of the region, where the image has none, and starts it, now and at every
# boot: for Session Manager, Run Command and `ready-when: ssm`. Bake or app. No variables. All Linux base images, x86_64
# and arm64; Amazon's Windows images have it. The instance's role needs AmazonSSMManagedInstanceCore.
set -eu

metadata() {
  token=$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 "$@"
}

unit=amazon-ssm-agent
if snap list amazon-ssm-agent >/dev/null 2>&1; then
  unit=snap.amazon-ssm-agent.amazon-ssm-agent
elif [ ! -x /usr/bin/amazon-ssm-agent ]; then
  case $(uname -m) in aarch64) arch=arm64 ;; *) arch=amd64 ;; esac
  if command -v dpkg >/dev/null; then file=debian_$arch/amazon-ssm-agent.deb; else file=linux_$arch/amazon-ssm-agent.rpm; fi
  if ! command -v curl >/dev/null; then
    apt update
    apt install curl
  fi
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  region=$(metadata placement/region)
  domain=$(metadata services/domain)
  package=$folder/${file#*/}
  curl -fsS --retry 5 -o "$package" "https://s3.$region.$domain/amazon-ssm-$region/latest/$file"
  case $package in *.deb) apt install "$package" ;; *) rpm -U "$package" ;; esac
fi
systemctl enable --now "$unit"
