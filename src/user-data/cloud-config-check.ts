/**
 * Python (2.7 and 3) that ends with 0 when cloud-init had no errors with the cloud-config so far, else with the exit code
 * of `runcmd` or with 1. It looks at:
 *
 * - `status.json`: errors of the stages before the final one, which are written when a stage ends
 *   (22.4: `cmd/main.py`, `status_wrapper`);
 * - the log since the boot began, for what the final stage, which is still running, had so far: modules that failed
 *   (`config/modules.py`: `Running module … failed`) and `runcmd`, whose failure `runparts` logs (`subp.py`: the text of
 *   ProcessExecutionError; `Failed running … [code]` up to about 20.x, such as on Amazon Linux 2);
 * - the log, for parts that couldn't be read, merged or filled in (`handlers/cloud_config.py`, `handlers/jinja_template.py`,
 *   25.1's too), which cloud-init doesn't count as errors.
 *
 * Modules that run scripts of others than this user data (`scripts-vendor`, `scripts-per-boot` …) are left out.
 */
export const CLOUD_CONFIG_CHECK = `import io, json, re, sys

def read(path):
    try:
        with io.open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (IOError, OSError):
        return u""

def since(log, *marks):
    return log[max([0] + [log.rfind(mark) for mark in marks]):]

errors, code = [], 1
try:
    stages = json.loads(read(sys.argv[1]) or "{}").get("v1", {})
except ValueError:
    stages = {}
for name in ("init-local", "init", "modules-init", "modules-config"):
    errors += (stages.get(name) or {}).get("errors") or []

boot = since(read(sys.argv[2]), "running 'init-local'")
for lost in ("Failed at merging in cloud config part from", "Failed calling handler Jinja", "Ignoring jinja template", "Could not render jinja"):
    errors += re.findall(lost + r".*", boot)
final = since(boot, "running 'modules:final'")
errors += re.findall(r"Running module (?!scripts[-_])\\S+ .*failed", final)
runcmd = re.search(r"/scripts/runcmd'?\\]\\s+Exit code: (\\d+|-)|Failed running \\S*/runcmd \\[(\\d+|-)\\]", final)
if runcmd:
    number = runcmd.group(1) or runcmd.group(2)
    code = int(number) if number != "-" else 1
    errors.append("runcmd ended with exit code %s" % code)

for error in errors:
    sys.stderr.write("ami-launch: cloud-config: %s\\n" % error.encode("ascii", "replace").decode("ascii"))
sys.exit((code or 1) if errors else 0)
`;
