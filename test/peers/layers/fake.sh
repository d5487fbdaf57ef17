#!/bin/sh
# Every program that is not really there on a made-up machine, by the name it is called by. What would change the machine
# is noted in /calls, without options and with files by their last name; what is installed then is there.
name=${0##*/}
words=
for word; do
  case $word in -* | *::*) ;; *) words="$words ${word##*/}" ;; esac
done

note() { echo "$*" >>/calls; }

# A program that only notes that it was called.
make() {
  mkdir -p "${1%/*}"
  cp /fakes/fake "$1"
}

install() {
  case $1 in
    *amazon-cloudwatch-agent*) make /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl && mkdir /opt/aws/amazon-cloudwatch-agent/etc ;;
    *amazon-ssm-agent*) make /usr/bin/amazon-ssm-agent ;;
    *docker*) make /fakes/bin/docker && make /fakes/bin/dockerd ;;
    *curl*) make /fakes/bin/curl ;;
  esac
}

# Metadata only by IMDSv2, and files only from where they are.
fetch() {
  to=/dev/stdout token=
  while [ $# -gt 0 ]; do
    case $1 in
      -o) to=$2 && shift ;;
      -H) case $2 in X-aws-ec2-metadata-token:*TOKEN) token=yes ;; X-aws-ec2-metadata-token-ttl-seconds:*) token=asked ;; esac && shift ;;
      -X | --retry) shift ;;
      http*) url=$1 ;;
    esac
    shift
  done
  case $token$url in
    askedhttp://169.254.169.254/latest/api/token) printf TOKEN ;;
    yeshttp://169.254.169.254/latest/meta-data/placement/region) printf eu-west-1 ;;
    yeshttp://169.254.169.254/latest/meta-data/services/domain) printf amazonaws.com ;;
    *169.254.169.254*) exit 22 ;;
    *) note "fetch $url" && cat "/fakes/files/${url##*/}" >"$to" 2>/dev/null || echo package >"$to" ;;
  esac
}

case $name in
  curl) fetch "$@" ;;
  uname) cat /fakes/machine ;;
  id) exit 1 ;;
  chown) ;;
  snap) [ -e /fakes/snap ] ;;
  ruby)
    note "AWS_REGION=$AWS_REGION ruby$words"
    mkdir -p /opt/codedeploy-agent/bin
    ;;
  systemd-run)
    echo "systemd-run $*" | sed 's,/run/[^ ]*,FILE,' >>/calls
    for word; do case $word in *EnvironmentFile=*) note "$(cat "${word##*=}") $(stat -c %a "${word##*=}")" ;; esac; done
    ;;
  amazon-cloudwatch-agent-ctl)
    echo "$name $*" | sed 's,file:.*/,file:FOLDER/,' >>/calls
    for word; do case $word in file:*) note "$(cat "${word#file:}")" ;; esac; done
    ;;
  *)
    note "$name$words"
    case $words in *install* | *.rpm) install "$words" ;; esac
    ;;
esac
