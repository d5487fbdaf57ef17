import type { LayerFile } from '../layers/layer.js';
import { gzip } from './gzip.js';

/** Older than everything, and before no epoch: what make and package managers expect of files without a time. */
const NO_TIME = new Date(0);

/**
 * Files as a tar.gz: the same files give the same bytes, whatever their times and owners. The library is loaded on first use.
 */
export async function archive(files: readonly LayerFile[]): Promise<Uint8Array> {
  const { packTar } = await import('modern-tar');
  const tar = await packTar(
    files.map(({ path, content, executable }) => ({
      header: {
        name: path,
        size: content.length,
        mode: executable ? 0o755 : 0o644,
        mtime: NO_TIME,
        uid: 0,
        gid: 0,
        uname: 'root',
        gname: 'root',
      },
      body: content,
    })),
  );
  return gzip(tar);
}
