import type { rules } from '@secretlint/secretlint-rule-preset-recommend';

/** What the library's rules leave out and user data often holds. `found`: what to call it. */
const PATTERNS: Readonly<Record<string, { readonly found: string; readonly pattern: RegExp }>> = {
  // The library knows keys in the forms of OpenSSL and OpenSSH only.
  PRIVATE_KEY: {
    found: 'private key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])+(?:[\w-]{1,40}: [^\n\\]{0,200}(?:\s|\\[nr])+){0,8}[A-Za-z0-9+/=]{40}/g,
  },
  // The library knows the secret by the name before it, which command lines don't have.
  AWS_KEY_PAIR: {
    found: 'AWS access key with its secret',
    pattern:
      /(?<![A-Z0-9])(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}(?![A-Z0-9])[^]{1,200}?(?<![\w+/=])[A-Za-z0-9+/]{40}(?![\w+/=])/g,
  },
};

/** Own rules in the library's form. They never hand on what they found. */
export const OWN_RULES: (typeof rules)[number] = {
  messages: Object.fromEntries(
    Object.entries(PATTERNS).map(([id, { found }]) => [id, { en: () => `found ${found}: ` }]),
  ),
  meta: {
    id: 'ami-launch',
    recommended: true,
    type: 'scanner',
    supportedContentTypes: ['text'],
  },
  create(context) {
    const translate = context.createTranslator(OWN_RULES.messages);
    return {
      file({ content }) {
        for (const [id, { pattern }] of Object.entries(PATTERNS)) {
          for (const { 0: found, index } of content.matchAll(pattern))
            context.report({ message: translate(id), range: [index, index + found.length] });
        }
      },
    };
  },
};
