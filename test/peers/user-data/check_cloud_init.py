"""Has the real cloud-init read the rendered user data: python3 check_cloud_init.py FOLDER

Wants cloud-init's own Python (Debian: apt-get install cloud-init, /usr/bin/python3); PYTHONPATH has it read another
version than the installed one. Nothing of this machine is
changed: cloud-init's folders, its log and the console are moved into a temporary folder.
"""

import email
import inspect
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from unittest import mock

from cloudinit import handlers, helpers, subp, util, version
from cloudinit.config import cc_runcmd
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_schema
from cloudinit.handlers.boot_hook import BootHookPartHandler
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.handlers.jinja_template import JinjaTemplatePartHandler
from cloudinit.handlers.shell_script import ShellScriptPartHandler
from cloudinit.user_data import UserDataProcessor

from report import check, end

folder = pathlib.Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text())
SIGNAL = "ami-launch-signal: " + expected["signal"]


class Machine:
    """A machine that cloud-init sets up from one piece of user data, as far as that goes without being root there."""

    def __init__(self, user_data, root):
        self.root = pathlib.Path(root)
        self.log = self.root / "cloud-init.log"
        source = mock.Mock()
        source.get_instance_id.return_value = "i-0123456789abcdef0"
        self.paths = helpers.Paths({"cloud_dir": str(self.root), "run_dir": str(self.root / "run")}, source)
        self.scripts = pathlib.Path(self.paths.get_ipath("scripts"))
        self.scripts.mkdir(parents=True)
        (self.root / "instance").symlink_to(self.scripts.parent)
        self.source = source
        self._log_to_file()
        logging.getLogger().debug("Cloud-init v. x running 'init-local' at")
        self._consume(user_data)
        self.config = util.load_yaml((self.scripts.parent / "cloud-config.txt").read_text() or "{}") or {}

    def _log_to_file(self):
        root = logging.getLogger()
        root.handlers = [logging.FileHandler(self.log)]
        root.setLevel(logging.DEBUG)

    def _consume(self, user_data):
        """What stages.Init.consume_data does with user data."""
        message = UserDataProcessor(self.paths).process(user_data)
        config, shell = CloudConfigPartHandler(self.paths), ShellScriptPartHandler(self.paths)
        jinja = JinjaTemplatePartHandler(self.paths, sub_handlers=[config, shell])
        boothook = BootHookPartHandler(self.paths, self.source)
        (self.root / "run").mkdir(exist_ok=True)
        data = json.dumps({"v1": {"region": "eu-central-1"}})
        for name in ("instance-data.json", "instance-data-sensitive.json"):
            (self.root / "run" / name).write_text(data)
        by_type = {kind: one for one in (config, shell, jinja, boothook) for kind in one.list_types()}
        for one in (config, shell, jinja):
            handlers.call_begin(one, None, "once-per-instance")
        # What the boothook would do to this machine, it shall not do.
        with mock.patch("cloudinit.handlers.boot_hook.subp.subp") as run:
            handlers.walk(
                message,
                handlers.walker_callback,
                {"handlers": by_type, "handlerdir": None, "data": None, "frequency": "once-per-instance",
                 "handlercount": 0, "excluded": []},
            )
        self.boothooks = [pathlib.Path(call.args[0][0]) for call in run.call_args_list]
        for one in (config, shell, jinja):
            handlers.call_end(one, None, "once-per-instance")

    def run(self):
        """What the config and final stages do: writes runcmd, runs all scripts; gives (output, console)."""
        cloud = mock.Mock(get_ipath=self.paths.get_ipath)
        # Until 23.1 the log was handed around.
        log = [logging.getLogger()] if "log" in inspect.signature(cc_runcmd.handle).parameters else []
        cc_runcmd.handle("runcmd", self.config, cloud, *log, [])
        for script in self.scripts.iterdir():
            moved = script.read_bytes()
            for place in ("/run/cloud-init", "/var/log", "/var/lib/cloud"):
                moved = moved.replace(place.encode(), str(self.root).encode())
            script.write_bytes(moved.replace(b"/dev/console", str(self.root / "console").encode()))
        logging.getLogger().debug("Cloud-init v. x running 'modules:final' at")
        output = self.root / "output"
        with output.open("wb") as file:
            real = subprocess.Popen
            with mock.patch("subprocess.Popen", lambda *args, **more: real(*args, **{**more, "stdout": file, "stderr": file})):
                try:
                    subp.runparts(self.paths.get_ipath_cur("scripts"))
                except RuntimeError:
                    pass
        console = self.root / "console"
        return output.read_bytes().decode(), console.read_text() if console.exists() else None


def machine(file):
    return Machine((folder / file).read_bytes(), tempfile.mkdtemp())


def values_arrive():
    wrong = {}
    count = 0
    for file in sorted(folder.glob("values-*.bin")):
        one = machine(file.name)
        names = sorted(one.config["values"], key=lambda name: int(name[1:]))
        for name in names:
            value = expected["variables"][name]
            got = one.config["values"][name]
            want = {"plain": "a " + value, "single": value, "double": value, "block": value + "\nend\n",
                    "flow": [value, {value: "key"}]}
            count += 1
            if got != want:
                wrong[name] = (got, want)
        output, console = one.run()
        values = [expected["variables"][name] for name in names]
        twice = [value for value in values for _ in (0, 1)]
        # runcmd and the layer print each value twice; the runner says something between.
        printed = output.replace("ami-launch: running values.sh\n", "").split("\0")
        if printed != twice + twice + [""] or console != f"\n{SIGNAL} ok\n":
            wrong[file.name] = (printed, console)
    check(f"{count} values arrive unchanged in cloud-config, runcmd and a shell layer", wrong, {})


def layers_merge(file, extra):
    one = machine(file)
    check(f"{file}: lists are appended, maps merged, the first plain value stays", one.config, {
        "packages": ["a", "b"], "runcmd": ["echo a", ["echo", "b"]], "write_files": [{"path": "/a"}],
        "hostname": "a", "flag": True, "map": {"x": 1, "y": 2, "list": [1, 2]},
    })
    output, console = one.run()
    lines = [line if not line.startswith("d /") else "d layer" for line in output.splitlines()]
    check(f"{file}: runcmd goes first, then the layers in order", lines, [
        "a", "b", "ami-launch: running c.sh", "c", "ami-launch: running d", "d layer"] + extra)
    check(f"{file}: the signal", console, f"\n{SIGNAL} ok\n")
    warnings = [line for line in one.log.read_text().splitlines() if "WARN" in line or "Failed" in line or "Unhandled" in line]
    check(f"{file}: nothing in the log to worry about", warnings, [])


def failures_are_seen():
    output, console = machine("runcmd-fails.bin").run()
    check("a runcmd that fails is signalled with its exit code", console, f"\n{SIGNAL} failed r.yaml exit 3\n")
    check("and stops the layers", ["from runcmd" in output, "from s" in output], [True, False])

    broken = (folder / "merging.bin").read_bytes().replace(b"packages: [a]", b"packages: [a")
    console = Machine(broken, tempfile.mkdtemp()).run()[1]
    check("a part that can't be merged is signalled", console, f"\n{SIGNAL} failed cloud-config exit 1\n")


def boothook_is_run():
    one = machine("merging.bin")
    check("the boothook is run, as a script of its own for each boot", [
        (path.parent, path.name, path.stat().st_mode & 0o777, path.read_text()) for path in one.boothooks
    ], [(pathlib.Path(one.paths.get_ipath("boothooks")), "ami-launch-end", 0o700, (folder / "boothook.sh").read_text())])
    check("it is no user script", [path.name for path in one.scripts.iterdir()], ["zz-ami-launch"])


def keys_of(schema, node):
    """The keys that a schema knows at the top."""
    node = schema["$defs"][node["$ref"].split("/")[-1]] if "$ref" in node else node
    below = [keys_of(schema, one) for one in node.get("allOf", [])]
    return set(node.get("properties", {})).union(*below)


# The version that the layers' keys were last taken from.
NEWEST = (26, 2)

# One for each shape that src/layers/cloud-config/content.ts refuses.
REFUSED = [
    "runcmd: ls", "runcmd:", "runcmd: [{echo a: b}]", "bootcmd: ls", "bootcmd:", "bootcmd: [{echo a: b}]", "packages: nginx",
    "packages: {nginx: latest}", "write_files: {path: /a}", "write_files:", "write_files: [{content: a}]", "mounts: /dev/sdf",
    "ssh_authorized_keys: a", "apt: a", "apt: [a]", "chpasswd: a", "power_state: [reboot]",
]


def schema_agrees():
    schema = get_schema()
    unknown = keys_of(schema, schema) - set(expected["schemaKeys"])
    # What comes with a later version is to be added some day; it breaks nothing.
    if tuple(map(int, re.findall(r"\d+", version.version_string())[:2])) > NEWEST:
        print(f"NOTE cloud-init {version.version_string()} knows more keys: {sorted(unknown)}")
    else:
        check("layers may have each key that the schema knows", unknown, set())
    parts = email.message_from_bytes((folder / "valid.bin").read_bytes()).walk()
    configs = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/cloud-config"]
    for config in configs:
        validate_cloudconfig_schema(util.load_yaml(config), schema, strict=True)
    check("the schema takes each cloud-config part", len(configs), 2)
    taken = [text for text in REFUSED if not refuses(schema, util.load_yaml(text))]
    check("and nothing whose shape is refused before launch", taken, [])


def refuses(schema, config):
    """Whether the schema has something against a configuration."""
    try:
        validate_cloudconfig_schema(config, schema, strict=True)
    except SchemaValidationError:
        return True
    return False


schema_agrees()
values_arrive()
boothook_is_run()
layers_merge("merging.bin", [])
layers_merge("gzip.bin", ["ami-launch: running big.sh"])
check("Jinja is left to cloud-init", machine("jinja.bin").config, {"region": "eu-central-1"})
failures_are_seen()
end()
