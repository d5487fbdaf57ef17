"""Has the real cloud-init take rendered user data apart: random-sets.ts COUNT SEED | check_random.py COUNT

Each line of the input is a set of layers; what cloud-init's own reader finds has to be those, byte for byte.
"""

import base64
import collections
import json
import re
import sys
import tempfile

from cloudinit import helpers
from cloudinit.user_data import UserDataProcessor

from report import check, end

LIMIT = 16384
processor = UserDataProcessor(helpers.Paths({"cloud_dir": tempfile.mkdtemp()}))


def scripts_in(runner):
    """The layers that a runner runs: each here-document up to its word, as a shell reads it."""
    lines = runner.split("\n")
    contents, scripts, at = {}, [], 0
    while at < len(lines):
        writes = re.match(r"(?P<by>cat|head -c (?P<first>\d+)|base64 -d) >(?P<file>\S+) <<'(?P<end>[^']+)' ", lines[at])
        runs = re.match(r"run (.*) (\S+)$", lines[at])
        if writes:
            last = lines.index(writes["end"], at + 1)
            text = "".join(line + "\n" for line in lines[at + 1 : last]).encode()
            written = base64.b64decode(text) if writes["by"] == "base64 -d" else text
            contents[writes["file"]] = written[: int(writes["first"])] if writes["first"] else written
            at = last
        elif runs:
            name = re.sub(r"'([^']*)'|\\(.)", lambda found: found[1] if found[2] is None else found[2], runs[1])
            scripts.append([name, contents[runs[2]]])
        at += 1
    return scripts


def read_back(one):
    """What is wrong with how a set is read; nothing when all is well."""
    data = base64.b64decode(one["bytes"])
    if len(data) > LIMIT:
        return f"{len(data)} bytes"
    by_type = collections.defaultdict(list)
    for part in processor.process(data).walk():
        if not part.is_multipart():
            by_type[part.get_content_type()].append(part.get_payload(decode=True))
    configs = by_type.pop("text/cloud-config", []) + by_type.pop("text/jinja2", [])
    runner, hooks = by_type.pop("text/x-shellscript", []), by_type.pop("text/cloud-boothook", [])
    if by_type or len(runner) != 1 or len(hooks) != one["hooks"]:
        return f"parts {sorted(by_type)}, {len(runner)} runners, {len(hooks)} hooks"
    if sorted(configs) != sorted(map(base64.b64decode, one["configs"])):
        return "cloud-config"
    if scripts_in(runner[0].decode()) != [[name, base64.b64decode(text)] for name, text in one["scripts"]]:
        return "scripts"
    return None


counts, wrong = collections.Counter(), []
for line in sys.stdin:
    one = json.loads(line)
    if "refused" in one:
        counts[one["refused"]] += 1
        continue
    counts["rendered"] += 1
    problem = read_back(one)
    if problem is not None:
        wrong.append((sum(counts.values()), problem))
print("    " + ", ".join(f"{name}: {count}" for name, count in sorted(counts.items())))
total = sum(counts.values())
check(f"of {total} random sets of layers, what is rendered is read back as it was", wrong[:5], [])
check("each was rendered or refused", (total, counts["rendered"] > total / 2), (int(sys.argv[1]), True))
end()
