/**
 * All pages of an answer, one after the other. `ask` is given the token of the page to send for, undefined for the first.
 * AWS ends with no token or, in EC2, with an empty one.
 */
export async function* pagesOf<Page extends { readonly NextToken?: string | undefined }>(
  ask: (token: { readonly NextToken?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  let token: string | undefined;
  do {
    const page = await ask(token === undefined ? {} : { NextToken: token });
    yield page;
    token = page.NextToken === '' ? undefined : page.NextToken;
  } while (token !== undefined);
}

/** The items in lists of at most `size`. */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
