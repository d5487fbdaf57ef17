/** A script of our own without its indentation, empty lines and comments: user data has little room. */
export function compact(script: string): string {
  return script.replace(/^[ \t]*(?:#.*)?\n|^[ \t]+/gm, '');
}
