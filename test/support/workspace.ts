/** A checked-out repository in a folder of its own. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Layer } from '../../src/layers/layer.js';
import { loadLayers } from '../../src/layers/load.js';
import { LayerFailure, type LayerProblem } from '../../src/layers/problem.js';

export interface Workspace {
  readonly path: string;
  readonly put: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  readonly load: (...lines: readonly string[]) => Promise<Layer[]>;
  /** What is wrong with layers; none where they load. */
  readonly problemsOf: (...lines: readonly string[]) => Promise<readonly LayerProblem[]>;
  readonly remove: () => void;
}

export function makeWorkspace(): Workspace {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  const load = (...lines: readonly string[]) => loadLayers(lines, { workspace: path });
  return {
    path,
    put: (files) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
    },
    load,
    problemsOf: async (...lines) => {
      try {
        await load(...lines);
        return [];
      } catch (error) {
        if (error instanceof LayerFailure) return error.problems;
        throw error;
      }
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}
