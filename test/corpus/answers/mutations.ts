/* eslint no-control-regex: off -- exactly these must not reach XML, which has no way to write them */
/** What a cloud that means harm, or is broken, may make of any answer: of its form and of its transport. */
import { COMMANDS, HOSTILE } from '../judge.js';
import type { HttpAnswer, Mutation } from './proxy.js';

const HTML =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1><script>alert(1)</script></body></html>';
/** Colours, a way back over what stands there, a turned direction, commands. */
export const NASTY = [
  '\u001b[2J\u001b[31m',
  '\u202egnp.exe\u0000\u0007',
  ...COMMANDS,
  '```',
  '@octo/team #12 <!-- x',
].join('\r\n');

const isJson = ({ headers }: HttpAnswer) => String(headers['content-type']).includes('json');
const isXml = ({ body }: HttpAnswer) => body.subarray(0, 200).toString().trimStart().startsWith('<');

const withText = (of: (text: string, answer: HttpAnswer) => string) => (answer: HttpAnswer) => ({
  ...answer,
  body: Buffer.from(of(answer.body.toString(), answer)),
});

const as = (status: number, type: string, body: string) => (): HttpAnswer => ({
  status,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});

/** An error in the form of the answer that it takes the place of. */
const refusal =
  (status: number, code: string, message: string) =>
  (answer: HttpAnswer): HttpAnswer => {
    const escaped = message.replace(/[&<>\u0000-\u0008\u000b-\u001f]/g, (one) =>
      one < ' ' ? '?' : `&#${one.charCodeAt(0)};`,
    );
    if (isJson(answer))
      return as(status, 'application/x-amz-json-1.1', JSON.stringify({ __type: code, message }))();
    const xml = `<?xml version="1.0"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${escaped}</Message></Error></Errors><Error><Code>${code}</Code><Message>${escaped}</Message></Error><RequestID>x</RequestID></Response>`;
    return as(status, 'text/xml', xml)();
  };

/** Every leaf of an answer; `to` is given its name and its text. */
function leaves(text: string, answer: HttpAnswer, to: (value: string, name: string) => unknown): string {
  if (isJson(answer)) {
    const walk = (value: unknown, name: string): unknown => {
      if (Array.isArray(value)) return value.map((one) => walk(one, name));
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, key)]));
      return to(String(value), name);
    };
    return JSON.stringify(walk(JSON.parse(text || '{}'), ''));
  }
  return text.replace(/<(\w+)>([^<]+)<\/\1>/g, (_all, name: string, value: string) => {
    const made = to(value, name);
    if (made === null) return `<${name}/>`;
    const inside = typeof made === 'object' ? '<a><b>1</b></a>' : escapeXml(made as string);
    return `<${name}>${inside}</${name}>`;
  });
}

const escapeXml = (text: string) =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/[<>]/g, (one) => (one === '<' ? '&lt;' : '&gt;'));

const eachLeaf = (to: (value: string, name: string) => unknown) =>
  withText((text, answer) => leaves(text, answer, to));
const where = (pattern: RegExp, to: (value: string) => unknown) =>
  eachLeaf((value) => (pattern.test(value) ? to(value) : value));

const DATE = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const NUMBER = /^-?[\d.]+$/;
const ID = /^(?:i|ami|snap|vol|subnet|sg|lt|vpc|eni)-[0-9a-f]{8,17}$/;
const WORD = /^[A-Za-z][A-Za-z_-]*$/;

/** With `more` in the outermost element, or object. */
const inRoot = (more: string, json: Record<string, unknown>) =>
  withText((text, answer) => {
    if (isJson(answer)) return JSON.stringify({ ...(JSON.parse(text || '{}') as object), ...json });
    return text.replace(/(<\w+Result>|<(?:Describe|List)\w+(?:Response|Result) [^>]*>)/, `$1${more}`);
  });

let page = 0;
const token = (text: string) => ({
  xml: `<nextToken>${text}</nextToken><NextToken>${text}</NextToken><IsTruncated>true</IsTruncated><NextContinuationToken>${text}</NextContinuationToken>`,
  json: { NextToken: text },
});

const BOMB = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "${'ha'.repeat(100)}">${Array.from('bcdefghij', (name, n) => `<!ENTITY ${name} "${`&${'abcdefghij'[n]};`.repeat(10)}">`).join('')}]>`;
const withDoctype = (doctype: string, entity: string) =>
  withText((text, answer) =>
    isJson(answer)
      ? text
      : doctype + text.replace(/^<\?xml.*?\?>\n?/, '').replace(/<(\w+)>[^<]+<\//g, `<$1>${entity}</`),
  );

/** @param elsewhere where nobody must ever ask, and `canary` a file that nobody must read */
export function mutations({ elsewhere, canary }: { elsewhere: string; canary: string }): readonly Mutation[] {
  return Object.entries({
    'an empty body': (answer) => ({ ...answer, body: Buffer.alloc(0) }),
    'HTML with 200': as(200, 'text/html', HTML),
    'HTML with 403': as(403, 'text/html', HTML),
    'HTML with 502': as(502, 'text/html', HTML),
    'half of it': (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length / 2) }),
    binary: (answer) => ({
      ...answer,
      body: Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 197 + 31) % 256)),
    }),
    'the type of a picture': (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-type': 'image/png' },
    }),
    'the other format': (answer) =>
      isXml(answer) ? as(200, 'application/json', '{"a":[1,null]}')() : as(200, 'text/xml', '<a><b/></a>')(),
    'a redirect': () => ({ status: 307, headers: { location: elsewhere }, body: Buffer.alloc(0) }),
    'a header of 100 KB': (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'x-long': 'x'.repeat(100_000) },
    }),
    'a refusal of 1 MB': refusal(400, 'Surprise', `${NASTY}\n${'x'.repeat(1_000_000)}`),
    'a refusal with commands': refusal(400, `Surprise`, NASTY),
    'a refusal whose code has a command': refusal(400, `A\r\n::error::${HOSTILE}`, 'x'),
    'an error with 200': refusal(200, 'InternalError', 'We encountered an internal error.'),
    'no members': withText((text, answer) =>
      isJson(answer) ? '{}' : text.replace(/(<\w+Response[^>]*>)[\s\S]*(<\/\w+Response>)/, '$1$2'),
    ),
    'empty sets': withText((text, answer) =>
      isJson(answer) ? text.replace(/\[.*\]/s, '[]') : text.replace(/<(item|member)>[\s\S]*<\/\1>/, ''),
    ),
    'null everywhere': eachLeaf(() => null),
    'empty texts': eachLeaf(() => ''),
    'words that nobody knows': where(WORD, () => 'sideways'),
    'words for numbers': where(NUMBER, () => 'many'),
    'negative numbers': where(NUMBER, (value) => `-${value}`),
    'numbers that are too big': where(NUMBER, () => '1e309'),
    'dates in the year 10000': where(DATE, () => '+010000-01-01T00:00:00.000Z'),
    'dates that are none': where(DATE, () => '2026-13-45T99:99:99Z'),
    "others' IDs": where(ID, (value) => value.replace(/[0-9a-f]{8}$/, 'deadbeef')),
    'all twice': withText((text, answer) =>
      isJson(answer)
        ? text.replace(/\[(\{.*\})\]/s, '[$1,$1]')
        : text.replace(/(<(item|member)>[\s\S]*<\/\2>)/, '$1$1'),
    ),
    'members that nobody knows': inRoot('<surprise><item><a>1</a></item></surprise>', {
      surprise: [{ a: 1 }],
    }),
    'structures for texts': eachLeaf((value) => ({ a: { b: value } })),
    'texts with commands': eachLeaf((value, name) =>
      WORD.test(value) || / /.test(value) || /name|value|message|description/i.test(name) ? NASTY : value,
    ),
    'the same page for ever': inRoot(token('again').xml, token('again').json),
    'ever new pages': (answer) => {
      const { xml, json } = token(`page-${(page += 1)}`);
      return inRoot(xml, json)(answer);
    },
    'entities of entities': withDoctype(BOMB, '&j;'),
    'an entity from a file': withDoctype(
      `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://${canary}">]>`,
      '&x;',
    ),
  } satisfies Record<string, Mutation['of']>).map(([name, of]) => ({
    name,
    of,
    lies: /^a refusal/.test(name),
  }));
}

/** Without the members of this name. */
export function without(name: string): Mutation {
  const element = new RegExp(`<${name}(?:/>|>[\\s\\S]*?</${name}>)`, 'g');
  return {
    name: `without ${name}`,
    of: withText((text, answer) =>
      isJson(answer)
        ? JSON.stringify(JSON.parse(text || '{}'), (key, value: unknown) =>
            key === name ? undefined : value,
          )
        : text.replace(element, ''),
    ),
  };
}

/** The names of an answer's members. */
export function membersOf({ body }: HttpAnswer): string[] {
  const text = body.toString();
  return [
    ...new Set([...text.matchAll(/<(\w+)[ >/]|"(\w+)":/g)].map(([, xml, json]) => xml ?? json ?? '')),
  ].filter((name) => !['xml', 'item', 'member'].includes(name) && !/(Response|Result)$/.test(name));
}
