/** Failures in the log: what becomes an annotation, and where. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Log, Place } from '../../src/context.js';
import type { Failure } from '../../src/failure.js';
import { InputError } from '../../src/inputs/problem.js';
import { tellFailure } from '../../src/report/failure.js';
import { lineAtFault } from '../../src/report/layer-line.js';
import { LAYER_FAILED } from './pages.js';

/** The annotations that a failure makes. */
function annotations(failure: Failure, layers: string[] = []): [sentence: string, place?: Place][] {
  const errors: [string, Place?][] = [];
  const log = {
    say: () => undefined,
    error: (sentence, place) => void errors.push(place === undefined ? [sentence] : [sentence, place]),
  } satisfies Partial<Log>;
  tellFailure(failure, log as unknown as Log, layers);
  return errors;
}

describe('a failure is annotated', () => {
  test('on the file and line of a layer that is wrong, when inputs are wrong too', () => {
    const layers = [{ layer: 'web/a.yaml', line: 3, message: 'The YAML is not right.' }];
    const made = annotations(new InputError([{ input: 'count', given: '0', expected: '1' }], { layers }));

    expect(made).toHaveLength(2);
    expect(made[0]?.[0]).toContain('app: web/a.yaml:3: The YAML is not right.');
    expect(made[1]).toEqual(['The YAML is not right.', { file: 'web/a.yaml', line: 3 }]);
  });

  test('on the file of the layer that failed on a machine, with the line that its shell named', () => {
    const [[, place] = []] = annotations(LAYER_FAILED, ['deploy/nginx.yaml', 'deploy/app.sh']);
    expect(place).toEqual({ file: 'deploy/app.sh', line: 12 });
  });

  test('on no file that a machine names but nobody launched with', () => {
    const [[, place] = []] = annotations(LAYER_FAILED, ['deploy/other.sh']);
    expect(place).toBeUndefined();
  });
});

describe('the line of a layer that failed', () => {
  test.each(['sh', 'bash'])('is what %s really says', (shell) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'layer-line-'));
    try {
      const layer = path.join(folder, 'layer-1');
      writeFileSync(layer, 'set -eu\n\necho fine\nno-such-command-here\n');
      const { stderr } = spawnSync(shell, [layer], { encoding: 'utf8' });
      expect(lineAtFault(`ami-launch: running a.sh\nfine\n${stderr}`)).toBe(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is none of an earlier layer', () => {
    const text = '/t/layer-1: 3: a: not found\nami-launch: running b.sh\nno line here\n';
    expect(lineAtFault(text)).toBeUndefined();
  });

  test('is not known where nothing names one', () => {
    expect(lineAtFault('')).toBeUndefined();
  });
});
