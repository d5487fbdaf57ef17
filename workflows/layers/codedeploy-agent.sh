#!/bin/sh
# Installs CodeDeploy's agent from Amazon's bucket of the region and starts it, now and at every boot. Bake. No variables.
# Amazon Linux, Red Hat's family, Debian and Ubuntu, x86_64 and arm64: it is written in Ruby, and its installer refuses a
# Ruby that is too new for it. The instance's role must be allowed to read the revisions in S3.
set -eu
# shellcheck source=/dev/null
. /etc/os-release

metadata() {
  token=$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 "$@"
}

if [ ! -d /opt/codedeploy-agent/bin ]; then
  case $ID in
    amzn | rhel | centos | rocky | almalinux) yum install -y ruby ;;
    debian | ubuntu)
      apt update
      apt install curl gdebi-core ruby-full
      ;;
    *)
      echo "There is no CodeDeploy agent for $ID" >&2
      exit 1
      ;;
  esac
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  region=$(metadata placement/region)
  domain=$(metadata services/domain)
  curl -fsS --retry 5 -o "$folder/install" "https://aws-codedeploy-$region.s3.$region.$domain/latest/install"
  # The installer writes to a file of its own what went wrong.
  if ! AWS_REGION=$region ruby "$folder/install" auto || [ ! -d /opt/codedeploy-agent/bin ]; then
    tail -n 20 /tmp/codedeploy-agent.update.log >&2
    exit 1
  fi
fi
systemctl enable --now codedeploy-agent
