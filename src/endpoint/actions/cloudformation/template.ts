import { isMap, isScalar, isSeq, parseDocument, type ParsedNode } from 'yaml';
import { refuse, type ApiError } from '../../protocol/errors.js';

/** A template as far as it is looked at here. Nothing of it is checked that is not used. */
export interface Template {
  readonly version?: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: string | number | boolean;
  readonly Description?: string;
  readonly NoEcho?: string | boolean;
  readonly AllowedValues?: readonly unknown[];
}

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

export function invalid(message: string): ApiError {
  return refuse('ValidationError', message);
}

/** Reads YAML, of which JSON is a part. Throws ValidationError for what is no template. */
export function readTemplate(text: string): Template {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error || !isMap(document.contents)) {
    throw invalid(`Template format error: ${error?.message.split('\n')[0] ?? 'unsupported structure.'}`);
  }
  const sections = plain(document.contents) as Sections;
  const { AWSTemplateFormatVersion: version, Description, Parameters, Resources, Outputs } = sections;
  if (Resources === undefined || Object.keys(Resources).length === 0) {
    throw invalid('Template format error: At least one Resources member must be defined.');
  }
  return {
    ...(version !== undefined && { version }),
    ...(Description !== undefined && { description: Description }),
    parameters: Parameters ?? {},
    resources: Resources,
    outputs: Outputs ?? {},
  };
}

interface Sections {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Parameters?: Template['parameters'];
  readonly Resources?: Template['resources'];
  readonly Outputs?: Template['outputs'];
}

/** With the short forms of functions, such as `!Ref`, in their long ones. */
function plain(node: ParsedNode | null): unknown {
  const value = valueOf(node);
  const short = node?.tag?.startsWith('!') === true ? node.tag.slice(1) : undefined;
  if (short === undefined || short === '') return value;
  if (short === 'Ref' || short === 'Condition') return { [short]: value };
  if (short === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': parts(value) };
  return { [`Fn::${short}`]: value };
}

function valueOf(node: ParsedNode | null): unknown {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', plain(value)]),
    );
  }
  if (isSeq(node)) return node.items.map((item) => plain(item));
  return isScalar(node) ? node.value : undefined;
}

/** `Resource.Attribute`, whose attribute may have dots. */
export function parts(text: string): [string, string] {
  const [resource = '', ...attribute] = text.split('.');
  return [resource, attribute.join('.')];
}
