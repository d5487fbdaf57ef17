import { invalid, parts } from './template.js';

/** What the functions of a template can refer to. */
export interface Scope {
  /** The value of a parameter or the ID of a resource; undefined where there is none of that name. */
  ref(name: string): string | readonly string[] | undefined;
  attribute(resource: string, name: string): string | undefined;
}

type Evaluate = (argument: unknown, scope: Scope) => unknown;

/** Those that a template needs to bring an image to a resource. Source: CloudFormation user guide, "Intrinsic function reference". */
const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, scope) => known(scope.ref(String(name)), String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [resource, name] = Array.isArray(argument) ? (argument as string[]) : parts(String(argument));
    return known(scope.attribute(resource ?? '', name ?? ''), `${resource ?? ''}.${name ?? ''}`);
  },
  'Fn::Sub': (argument, scope) => {
    const [text, own = {}] = (Array.isArray(argument) ? argument : [argument]) as [
      string,
      Record<string, unknown>?,
    ];
    return text.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (Object.hasOwn(own, name)) return String(evaluate(own[name], scope));
      const found = name.includes('.') ? scope.attribute(...parts(name)) : scope.ref(name);
      return String(known(found, name));
    });
  },
  'Fn::Join': (argument, scope) => {
    const [separator, list] = argument as [string, unknown];
    return [evaluate(list, scope)].flat().join(separator);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(evaluate(argument, scope))).toString('base64'),
};

function known<T>(found: T | undefined, name: string): T {
  if (found !== undefined) return found;
  throw invalid(`Template format error: Unresolved resource dependencies [${name}] in the template`);
}

/** A value of a template with all its functions carried out. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((each) => evaluate(each, scope));
  if (typeof value !== 'object' || value === null) return value;
  const found = functionOf(value);
  if (found) return found.run(found.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, each]) => [name, evaluate(each, scope)] as const)
      .filter(([, each]) => each !== undefined),
  );
}

function functionOf(value: object): { run: Evaluate; argument: unknown } | undefined {
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value) as [string, unknown][];
  if (others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!run) throw invalid(`This endpoint does not know the function ${name}.`);
  return { run, argument };
}

/** The names that a value refers to: of parameters, and of resources that have to be made before. */
export function references(value: unknown): string[] {
  const found: string[] = [];
  const note = (name: string) => {
    found.push(name);
    return '';
  };
  const listening: Scope = { ref: note, attribute: note };
  evaluate(value, listening);
  return found;
}
