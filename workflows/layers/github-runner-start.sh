#!/bin/sh
# Starts the runner of GitHub Actions that github-runner.sh has installed, for one job, as its own user, who is not root.
# App. Variable: jit_config, the just-in-time configuration that GitHub's API makes for this runner (its answer's
# encoded_jit_config), kept where only the instance reads it: jit_config=ssm:/path or secretsmanager:name.
# It ends with its job, the machine doesn't: `ttl-minutes` or `mode: terminate` end that. The job can use the machine's role.
set -eu
config="{{jit_config}}"
started=/var/lib/actions-runner-started

# A configuration is good for one start, so another run with the same one has nothing to do.
digest=$(printf '%s' "$config" | sha256sum)
if [ -e "$started" ] && [ "$(cat "$started")" = "$digest" ]; then exit 0; fi
umask 077
environment=$(mktemp /run/actions-runner.XXXXXX)
trap 'rm -f "$environment"' EXIT
# Not as an argument, which every user can see.
printf 'ACTIONS_RUNNER_INPUT_JITCONFIG=%s\n' "$config" >"$environment"
systemd-run --collect --unit=actions-runner --property=User=actions-runner \
  --property=WorkingDirectory=/opt/actions-runner --property=EnvironmentFile="$environment" /bin/bash /opt/actions-runner/run.sh
echo "$digest" >"$started"
