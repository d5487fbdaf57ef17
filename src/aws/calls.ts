/** The shape of our AWS calls. Types only. */
import type { commands as ec2 } from './ec2.js';
import type { commands as ssm } from './ssm.js';
import type { Token } from '../undo/ledger.js';

/** A table from a call's name to the SDK's command class. */
type Commands = Record<string, new (input: never) => object>;

export type Ec2Commands = typeof ec2;
export type SsmCommands = typeof ssm;

/** The calls that create, change or end something. */
export type ChangingEc2 = 'RunInstances' | 'TerminateInstances';

/** The calls that change nothing: all that the reading half of a run is handed. */
export type ReadingEc2 = Exclude<keyof Ec2Commands, ChangingEc2>;

/**
 * What a creating call must carry beyond the SDK's own type. A `Token` comes only from the ledger, so
 * that nothing can be created that the ledger has not heard of: the compiler refuses it.
 */
interface Guards {
  RunInstances: { ClientToken: Token };
}

type Sent<C> = C extends new (input: never) => infer Command ? Command : never;
type SdkInput<C> = Sent<C> extends { readonly input: infer I } ? I : never;
type SdkOutput<C> = Sent<C> extends { resolveMiddleware(...args: never[]): Handler<infer O> } ? O : never;
type Handler<O> = (...args: never[]) => Promise<{ output: O }>;

export type InputOf<C extends Commands, N extends keyof C> = SdkInput<C[N]> &
  (N extends keyof Guards ? Guards[N] : unknown);
export type OutputOf<C extends Commands, N extends keyof C> = SdkOutput<C[N]>;

/** Sends one call by its name. Throws an `AwsFailure`, or the abort reason when the run is cancelled. */
export type Sender<C extends Commands, Allowed extends keyof C = keyof C> = <N extends Allowed>(
  name: N,
  input: InputOf<C, N>,
) => Promise<OutputOf<C, N>>;

export type Ec2Sender<Allowed extends keyof Ec2Commands = keyof Ec2Commands> = Sender<Ec2Commands, Allowed>;
export type SsmSender = Sender<SsmCommands>;
