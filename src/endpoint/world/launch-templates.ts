import type { Params } from '../protocol/query.js';
import type { Thing } from './state.js';

export interface LaunchTemplate extends Thing {
  readonly name: string;
  /** By their numbers, oldest first. */
  readonly versions: Map<number, TemplateVersion>;
  defaultVersion: number;
  /** Numbers are never given again, whatever was deleted. */
  latestVersion: number;
}

export interface TemplateVersion {
  readonly number: number;
  readonly createdAt: number;
  readonly description?: string;
  /** As in a request, under RunInstances' own names. */
  readonly data: Params;
}
