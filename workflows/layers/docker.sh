#!/bin/sh
# Installs Docker and starts it, now and at every boot. Bake. No variables.
# Amazon Linux, Debian, Ubuntu and SUSE have a package of their own; Red Hat's family has none, and gets Docker's.
# Who may use Docker is root on the machine, so nobody else is let in: `usermod -aG docker NAME` in a layer of yours does.
set -eu
# shellcheck source=/dev/null
. /etc/os-release
export DEBIAN_FRONTEND=noninteractive

if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
  case $ID in
    amzn)
      if [ "$VERSION_ID" = 2 ]; then amazon-linux-extras install -y docker; else dnf install -y docker; fi
      ;;
    debian | ubuntu)
      apt-get -qq -o Acquire::Retries=5 update
      apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 install docker.io
      ;;
    rhel | centos | rocky | almalinux)
      [ "$ID" = rhel ] || ID=centos
      curl -fsSL --retry 5 "https://download.docker.com/linux/$ID/docker-ce.repo" -o /etc/yum.repos.d/docker-ce.repo
      dnf install -y docker-ce docker-ce-cli containerd.io
      ;;
    sles* | opensuse*) zypper --non-interactive install docker ;;
    *)
      echo "docker.sh knows no Docker for $ID" >&2
      exit 1
      ;;
  esac
fi
systemctl enable --now docker
