import { linuxScript } from '../files/linux.js';
import { filesOf, placementsOf, travelling, type Placement } from '../files/placement.js';
import { isNoWindowsName, systemOf } from '../files/target.js';
import { windowsScript } from '../files/windows.js';
import type { KindOfLayer } from '../kind.js';
import type { Layer, OperatingSystem } from '../layer.js';
import { inLayer, type LayerProblem } from '../problem.js';
import { encodeText } from '../text.js';

/** What the input `files` puts on a machine. They are no templates. */
export const files: KindOfLayer = {
  kind: 'files',
  noun: 'a list of files',
  runsOn: ['linux', 'windows'],
  extensions: [],
  startsLike: () => false,
  hasOwnInput: true,
  options: {},
  check: () => Promise.resolve([]),
  problemsOn,
  onLinux: (layer) => ({ content: encodeText(linuxScript(layer)), files: travelling(layer) }),
  onWindows: (layer) => ({ content: encodeText(windowsScript(layer)), files: travelling(layer) }),
};

const FORMS: Readonly<Record<OperatingSystem, string>> = { linux: 'Linux', windows: 'Windows' };
const ROOTS: Readonly<Record<OperatingSystem, string>> = { linux: '/…', windows: 'C:\\…' };

function problemsOn(layer: Layer, os: OperatingSystem): LayerProblem[] {
  return placementsOf(layer).flatMap((placement) => {
    const { local, to } = placement;
    const system = systemOf(to);
    if (system !== undefined && system !== os) {
      const message = `${to} is a path of ${FORMS[system]}, but the image is ${FORMS[os]}, where paths are ${ROOTS[os]}.`;
      return inLayer(local, [{ message }]);
    }
    return os === 'windows' ? namesNotThere(placement, layer) : [];
  });
}

function namesNotThere(placement: Placement, layer: Layer): LayerProblem[] {
  const names = placement.to.split('\\').slice(1);
  if (names.some(isNoWindowsName)) {
    return inLayer(placement.local, [{ message: `${placement.to} can't be a path on Windows.` }]);
  }
  return filesOf(placement, layer)
    .filter(({ path }) => path !== '' && path.split('/').some(isNoWindowsName))
    .flatMap(({ path }) =>
      inLayer(placement.local, [
        { message: `"${path}" in it can't be the name of a file on Windows. Rename it.` },
      ]),
    );
}
