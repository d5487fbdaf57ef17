/**
 * Whether what is tagged may be released: the version in package.json and in the lock is the tag's, and the changelog has its
 * section, with something in it. Prints that section, which becomes the text of the release.
 *
 *   node .ci/release.mjs v1.2.3
 */
import { readFileSync } from 'node:fs';

const [tag = ''] = process.argv.slice(2);

/** The lines under `## 1.2.3`, or `## 1.2.3 (2026-12-01)`, to the next section; undefined: there is no such section. */
function sectionOf(version, changelog) {
  const lines = changelog.split('\n');
  const from = lines.findIndex((line) => line === `## ${version}` || line.startsWith(`## ${version} (`));
  if (from < 0) return undefined;
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  return lines
    .slice(from + 1, length < 0 ? undefined : from + 1 + length)
    .join('\n')
    .trim();
}

function problems(version) {
  if (version === undefined) return [`${tag} is no release: expected v1.2.3.`];
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const said = {
    'package.json': JSON.parse(readFileSync('package.json', 'utf8')).version,
    'package-lock.json': lock.version,
    "package-lock.json's own package": lock.packages[''].version,
  };
  return Object.entries(said)
    .filter(([, found]) => found !== version)
    .map(([where, found]) => `${where} says ${found}, and the tag ${tag}.`);
}

const [, version] = /^v((?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2})$/.exec(tag) ?? [];
const section = sectionOf(version, readFileSync('CHANGELOG.md', 'utf8'));
const found = problems(version);
if (version !== undefined && !section)
  found.push(`CHANGELOG.md has no section "## ${version}", or an empty one.`);
if (found.length > 0) {
  console.error(found.join('\n'));
  process.exitCode = 1;
} else console.log(section);
