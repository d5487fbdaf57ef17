/** An answer under its wire names. A list becomes `<item>` elements, what is undefined is left out. */
export type Tree = string | number | boolean | readonly Tree[] | TreeNode | undefined;

export interface TreeNode {
  readonly [name: string]: Tree;
}

const MEMBER = Symbol('name of the members');

/** A list whose members have another name than `item`. */
export function listOf(member: string, members: readonly Tree[]): readonly Tree[] {
  return Object.assign([...members], { [MEMBER]: member });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function escape(value: string): string {
  return /[&<>"\r]/.test(value) ? value.replace(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign) : value;
}

/** One element with all that is under it. `attributes` are written as given. */
export function element(name: string, tree: Tree, attributes = ''): string {
  const parts: string[] = [];
  if (tree !== undefined) write(parts, name, tree, attributes);
  return parts.join('');
}

/** Joined once at the end: nested concatenation keeps the garbage collector busy when an answer has megabytes. */
function write(parts: string[], name: string, tree: Exclude<Tree, undefined>, attributes = ''): void {
  if (typeof tree !== 'object') {
    const content = typeof tree === 'string' ? escape(tree) : String(tree);
    parts.push(content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`);
    return;
  }
  parts.push(`<${name}${attributes}>`);
  const before = parts.length;
  if (isList(tree)) {
    const { [MEMBER]: called = 'item' } = tree as { readonly [MEMBER]?: string };
    for (const member of tree) if (member !== undefined) write(parts, called, member);
  } else {
    for (const key in tree) {
      const member = tree[key];
      if (member !== undefined) write(parts, key, member);
    }
  }
  if (parts.length === before) parts[before - 1] = `<${name}${attributes}/>`;
  else parts.push(`</${name}>`);
}

function isList(tree: readonly Tree[] | TreeNode): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** A time in cloud milliseconds as EC2 writes it: ISO 8601 with milliseconds, UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
