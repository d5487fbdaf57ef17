#!/bin/sh
# Installs the CloudWatch agent from Amazon's bucket of the region, configures it and starts it. Bake or app.
# Variable, which may be left out: cloudwatch_config, the agent's configuration as JSON, or where SSM has it
# (cloudwatch_config=ssm:/cloudwatch/web); without it the agent's own default, which reports memory and disks.
# The instance's role needs CloudWatchAgentServerPolicy. All Linux base images, x86_64 and arm64.
set -eu
# shellcheck source=/dev/null
. /etc/os-release
agent=/opt/aws/amazon-cloudwatch-agent
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

metadata() {
  token=$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 "$@"
}

if [ ! -x "$agent/bin/amazon-cloudwatch-agent-ctl" ]; then
  case $ID in
    amzn) system=amazon_linux file=amazon-cloudwatch-agent.rpm ;;
    rhel | centos | rocky | almalinux) system=redhat file=amazon-cloudwatch-agent.rpm ;;
    sles* | opensuse*) system=suse file=amazon-cloudwatch-agent.rpm ;;
    debian | ubuntu) system=$ID file=amazon-cloudwatch-agent.deb ;;
    *)
      echo "There is no CloudWatch agent for $ID" >&2
      exit 1
      ;;
  esac
  case $(uname -m) in aarch64) arch=arm64 ;; *) arch=amd64 ;; esac
  if ! command -v curl >/dev/null; then
    apt update
    apt install curl
  fi
  region=$(metadata placement/region)
  domain=$(metadata services/domain)
  curl -fsS --retry 5 -o "$folder/$file" \
    "https://amazoncloudwatch-agent-$region.s3.$region.$domain/$system/$arch/latest/$file"
  case $file in *.deb) apt install "$folder/$file" ;; *) rpm -U "$folder/$file" ;; esac
fi

# What was applied last is kept, so that the agent isn't started anew where nothing has changed.
applied=$agent/etc/ami-launch.json
config=$folder/ami-launch.json
from=file:$config
if [ -z "${AMI_LAUNCH_cloudwatch_config:-}" ]; then from=default; fi
printf '%s\n' "${AMI_LAUNCH_cloudwatch_config:-default}" >"$config"
if ! cmp -s "$config" "$applied"; then
  "$agent/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -s -c "$from"
  cp "$config" "$applied"
fi
