/**
 * How long each condition took, as text that fits into a tag: `running=4.2 user-data=8.1`. Conditions whose name
 * has characters that tags or this form don't take are left out.
 */
export type ReadyTimes = Readonly<Record<string, number>>;

/** EC2's limit of a tag value. Source: EC2 user guide, "Tag your resources". */
const LONGEST = 256;

export function readyTimes(seconds: ReadyTimes): string {
  const parts = Object.entries(seconds).flatMap(([name, value]) =>
    /^[\w.:/@-]+$/.test(name) ? [`${name}=${value}`] : [],
  );
  while (parts.join(' ').length > LONGEST) parts.pop();
  return parts.join(' ');
}

/** What is not of the form is passed over: anybody may write a tag. */
export function parseReadyTimes(text: string): ReadyTimes {
  return Object.fromEntries(
    text.split(' ').flatMap((part) => {
      const [, name, seconds] = /^([\w.:/@-]+)=(\d{1,5}(?:\.\d{1,3})?)$/.exec(part) ?? [];
      return name === undefined ? [] : [[name, Number(seconds)] as const];
    }),
  );
}
