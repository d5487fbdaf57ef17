/** Consoles that say what they should not: whatever they say, no instance is ready by the word of another. */
import type { HttpAnswer, Mutation } from './proxy.js';
import { NASTY } from './mutations.js';

const withConsole =
  (of: (console: string) => Buffer | string) =>
  (answer: HttpAnswer): HttpAnswer => {
    const text = answer.body.toString();
    const output = /<output>([^<]*)<\/output>/.exec(text)?.[1] ?? '';
    const made = of(Buffer.from(output, 'base64').toString());
    return {
      ...answer,
      body: Buffer.from(
        text.replace(
          /<output>[^<]*<\/output>|<output\/>/,
          `<output>${typeof made === 'string' ? made : made.toString('base64')}</output>`,
        ),
      ),
    };
  };
const base64 = (of: (console: string) => string) => withConsole((console) => Buffer.from(of(console)));
const SIGNAL = /ami-launch-signal: [0-9a-f]{32}/g;

export function consoleMutations(): readonly Mutation[] {
  return Object.entries({
    "another's signal": base64((console) => console.replace(SIGNAL, `ami-launch-signal: ${'a'.repeat(32)}`)),
    'half of the signal': base64((console) => console.replace(SIGNAL, (line) => line.slice(0, -16))),
    'the signal and more hexadecimal digits': base64((console) =>
      console.replace(SIGNAL, (line) => `${line}0`),
    ),
    'the signal without its end': base64((console) =>
      console.replace(/(ami-launch-signal: [0-9a-f]{32}) ok/g, '$1 okay'),
    ),
    'a layer that failed by the name of a command': base64((console) =>
      console.replace(/(ami-launch-signal: [0-9a-f]{32}) ok/g, '$1 failed ::error::HOSTILE exit 7'),
    ),
    'an exit code that is too long': base64((console) =>
      console.replace(/(ami-launch-signal: [0-9a-f]{32}) ok/g, `$1 failed app.sh exit ${'9'.repeat(400)}`),
    ),
    'no base64': withConsole(() => '%%% not base64 %%%'),
    binary: withConsole(() => Buffer.from(Array.from({ length: 60_000 }, (_, n) => (n * 197 + 31) % 256))),
    'commands, colours and fences': base64(
      (console) =>
        `${NASTY}\n${console.replace(/(ami-launch-signal: [0-9a-f]{32}) ok/g, '$1 failed app.sh exit 7')}\n${NASTY}`,
    ),
    'nothing but line ends': base64(() => '\r\n'.repeat(30_000)),
    'one line of 64 KB': base64(() => 'x'.repeat(65_536)),
  } satisfies Record<string, Mutation['of']>).map(([name, of]) => ({ name: `a console of ${name}`, of }));
}
