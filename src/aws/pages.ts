import { Failure } from '../failure.js';

/** A million things, by pages of a thousand: no account has so many of what we ask for. */
const MOST_PAGES = 1_000;

/**
 * All pages of an answer, one after the other. `ask` is given the token of the page to send for, undefined for the first.
 * AWS ends with no token or, in EC2, with an empty one; an answer that leads back to itself is no answer of AWS.
 */
export async function* pagesOf<Page extends { readonly NextToken?: string | undefined }>(
  ask: (token: { readonly NextToken?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  let token: string | undefined;
  const asked = new Set<string>();
  for (;;) {
    const page = await ask(token === undefined ? {} : { NextToken: token });
    yield page;
    token = page.NextToken === '' ? undefined : page.NextToken;
    if (token === undefined) return;
    if (asked.has(token) || asked.size === MOST_PAGES) throw endless();
    asked.add(token);
  }
}

function endless(): Failure {
  return new Failure(
    'aws-fault',
    'AWS answers with a list that never ends: page after page, or the same page again.',
    {
      advice:
        'Whatever stands between this machine and AWS (a proxy, AWS_ENDPOINT_URL) may be at fault. Run again.',
    },
  );
}

/** The items in lists of at most `size`. */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
