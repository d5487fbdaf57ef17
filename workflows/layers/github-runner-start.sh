#!/bin/sh
# Starts the runner of GitHub Actions that github-runner.sh has installed, for one job, as its own user, who is not root, and
# powers the machine off when it ends, with its job or without one; with `ttl-minutes` that ends the instance. App. Variables:
# jit_config, the encoded_jit_config that GitHub's API makes for this runner, kept where only the instance reads it:
# jit_config=ssm:/path or secretsmanager:name. after_job, which may be left out: poweroff or stay. The job can use the
# machine's role.
set -eu
config="{{jit_config}}"
runner=/opt/actions-runner
started=/var/lib/actions-runner-started

# A configuration is good for one start, so another run with the same one has nothing to do.
digest=$(printf '%s' "$config" | sha256sum)
if [ -e "$started" ] && [ "$(cat "$started")" = "$digest" ]; then exit 0; fi
fail() {
  echo "$1" >&2
  exit 1
}
[ -e $runner/run.sh ] || fail "No runner in $runner: bake github-runner.sh"
case ${AMI_LAUNCH_after_job:-poweroff} in
  # A minute at least, to let whoever waits for the layers see how they ended.
  poweroff)
    set -- --property=SuccessAction=poweroff --property=FailureAction=poweroff \
      /bin/sh -c "sleep 60 & /bin/bash $runner/run.sh; wait"
    ;;
  stay) set -- /bin/bash $runner/run.sh ;;
  *) fail "after_job=$AMI_LAUNCH_after_job: not poweroff or stay" ;;
esac
umask 077
environment=$(mktemp /run/actions-runner.XXXXXX)
trap 'rm -f "$environment"' EXIT
# Not as an argument, which every user can see.
printf 'ACTIONS_RUNNER_INPUT_JITCONFIG=%s\n' "$config" >"$environment"
systemd-run --collect --unit=actions-runner --property=User=actions-runner \
  --property=WorkingDirectory=$runner --property=EnvironmentFile="$environment" "$@"
echo "$digest" >"$started"
