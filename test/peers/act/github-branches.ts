/** As much of GitHub's API for git and for pull requests as patch.yml needs. A commit and its tree have the same ID. */

export interface Repository {
  readonly commits: { readonly sha: string; readonly parents: readonly string[]; readonly files: Files }[];
  /** The commit of each, by `refs/heads/…`. */
  readonly branches: Map<string, string>;
  readonly pulls: {
    readonly number: number;
    state: string;
    title: string;
    body: string;
    head: string;
    base: string;
  }[];
}

/** What a commit changes, by path. */
type Files = Readonly<Record<string, string>>;

interface Body {
  readonly [key: string]: unknown;
  readonly tree?: readonly { readonly path: string; readonly content: string }[] | string;
}

/** From what was asked, in the body or the query, and what stands in the path; undefined: there is no such thing. */
type Answer = (repository: Repository, asked: Body, name: string) => unknown;

const FIRST_TREE = '1'.repeat(40);
const shaOf = (count: number) => String(count).padStart(40, 'c');

export const ROUTES: readonly (readonly [string, RegExp, Answer])[] = [
  [
    'GET',
    /^\/git\/matching-refs\/(.+)$/,
    ({ branches }, _asked, name) =>
      [...branches]
        .filter(([ref]) => ref.startsWith(`refs/${name}`))
        .map(([ref, sha]) => ({ ref, object: { sha } })),
  ],
  ['GET', /^\/git\/commits\/(\w+)$/, () => ({ tree: { sha: FIRST_TREE } })],
  [
    'POST',
    /^\/git\/trees$/,
    ({ commits }, { tree, base_tree }) => {
      if (base_tree !== FIRST_TREE || typeof tree !== 'object') return undefined;
      const files = Object.fromEntries(tree.map(({ path, content }) => [path, content]));
      const sha = shaOf(commits.length);
      commits.push({ sha, parents: [], files });
      return { sha };
    },
  ],
  [
    'POST',
    /^\/git\/commits$/,
    ({ commits }, { tree, parents }) => {
      const index = commits.findIndex(({ sha }) => sha === tree);
      const made = commits[index];
      if (made === undefined) return undefined;
      commits[index] = { ...made, parents: parents as string[] };
      return { sha: made.sha };
    },
  ],
  [
    'POST',
    /^\/git\/refs$/,
    ({ branches }, { ref, sha }) => {
      branches.set(String(ref), String(sha));
      return { ref };
    },
  ],
  [
    'PATCH',
    /^\/git\/(refs\/.+)$/,
    ({ branches }, { sha, force }, ref) => {
      if (!branches.has(ref) || force !== true) return undefined;
      branches.set(ref, String(sha));
      return { ref };
    },
  ],
  ['DELETE', /^\/git\/(refs\/.+)$/, ({ branches }, _asked, ref) => (branches.delete(ref) ? {} : undefined)],
  [
    'GET',
    /^\/contents\/(.+)$/,
    ({ commits }, { ref }, path) => {
      const content = commits.find(({ sha }) => sha === ref)?.files[path];
      // In lines, as GitHub has it.
      const base64 = content && Buffer.from(content).toString('base64').replace(/.{60}/g, '$&\n');
      return base64 && { content: base64 };
    },
  ],
  [
    'GET',
    /^\/pulls$/,
    ({ pulls }, { state, head }) =>
      pulls.filter((pull) => pull.state === state && String(head).endsWith(`:${pull.head}`)),
  ],
  [
    'POST',
    /^\/pulls$/,
    ({ pulls, branches }, { title, body, head, base }) => {
      if (!branches.has(`refs/heads/${String(head)}`)) return undefined;
      const pull = { number: pulls.length + 1, state: 'open', ...({ title, body, head, base } as Text) };
      pulls.push(pull);
      return pull;
    },
  ],
  [
    'PATCH',
    /^\/pulls\/(\d+)$/,
    ({ pulls }, asked, number) => {
      const pull = pulls.find((one) => one.number === Number(number));
      return pull && Object.assign(pull, asked);
    },
  ],
];

interface Text {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
}
