import { page } from '../../protocol/pages.js';
import { flag, text, texts, whole, type Params } from '../../protocol/query.js';
import { iso, type TreeNode } from '../../protocol/xml.js';
import {
  environmentAt,
  type Application,
  type Environment,
  type EnvironmentEvent,
  type EnvironmentState,
  type Health,
  type Setting,
} from '../../world/beanstalk.js';
import { DAY } from '../../world/durations.js';
import { ACCOUNT } from '../../world/state.js';
import type { Action, Call } from '../action.js';
import { members } from '../auto-scaling/trees.js';
import { applicationNeeded, environmentNeeded, platformNeeded, wrong } from './find.js';

export function applicationTree({ region }: Call, { name, description, createdAt }: Application): TreeNode {
  return {
    ApplicationArn: `arn:aws:elasticbeanstalk:${region.name}:${ACCOUNT}:application/${name}`,
    ApplicationName: name,
    Description: description,
    DateCreated: iso(createdAt),
    DateUpdated: iso(createdAt),
    ConfigurationTemplates: members([]),
  };
}

/** What enhanced health calls it. Source: Elastic Beanstalk API reference, EnvironmentDescription, HealthStatus. */
const HEALTH_STATUS: Readonly<Record<Health, string>> = {
  Green: 'Ok',
  Yellow: 'Warning',
  Red: 'Severe',
  Grey: 'Unknown',
};

export function isAbortable({ status, goesOn = false }: EnvironmentState): boolean {
  return status === 'Updating' && !goesOn;
}

export function environmentTree(environment: Environment, now: number): TreeNode {
  const { id, name, application, arn, cname, platform, createdAt } = environment;
  const state = environmentAt(environment, now);
  return {
    EnvironmentName: name,
    EnvironmentId: id,
    ApplicationName: application,
    VersionLabel: state.configuration?.versionLabel,
    SolutionStackName: platform.solutionStack,
    PlatformArn: platform.arn,
    Description: state.configuration?.description,
    EndpointURL: cname,
    CNAME: cname,
    DateCreated: iso(createdAt),
    DateUpdated: iso(state.updatedAt),
    Status: state.status,
    AbortableOperationInProgress: isAbortable(state),
    Health: state.health,
    HealthStatus: HEALTH_STATUS[state.health],
    Tier: { Name: 'WebServer', Type: 'Standard', Version: '1.0' },
    EnvironmentLinks: members([]),
    EnvironmentArn: arn,
  };
}

/** Names that aren't there are left out, not refused. Terminated ones are shown for an hour, if they are asked for. */
export const describeEnvironments: Action = {
  takes:
    'ApplicationName VersionLabel EnvironmentIds EnvironmentNames IncludeDeleted IncludedDeletedBackTo MaxRecords NextToken',
  run({ params, region, now }) {
    const [ids, names] = [texts(params, 'EnvironmentIds.member'), texts(params, 'EnvironmentNames.member')];
    const application = text(params, 'ApplicationName');
    const deleted = flag(params, 'IncludeDeleted') !== false;
    const found = [...region.beanstalk.environments.values()].filter(
      (one) =>
        (ids.length === 0 || ids.includes(one.id)) &&
        (names.length === 0 || names.includes(one.name)) &&
        (application === undefined || application === one.application) &&
        (deleted || environmentAt(one, now).status !== 'Terminated'),
    );
    const { items, nextToken } = recordPage(found, params);
    return { Environments: members(items.map((one) => environmentTree(one, now))), NextToken: nextToken };
  },
};

function recordPage<T>(
  items: readonly T[],
  params: Params,
): { items: readonly T[]; nextToken: string | undefined } {
  const [size, NextToken] = [whole(params, 'MaxRecords') ?? 1000, text(params, 'NextToken')];
  const asked = { MaxResults: String(size), ...(NextToken !== undefined && { NextToken }) };
  return page(items, asked, { least: 1 });
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** Source: Elastic Beanstalk API reference, DescribeEvents. */
const REMEMBERED = 42 * DAY;

/** Newest first. `Severity` is the least that is shown. */
export const describeEvents: Action = {
  takes: 'ApplicationName EnvironmentId EnvironmentName Severity StartTime EndTime MaxRecords NextToken',
  run({ params, region, now }) {
    const [id, name] = [text(params, 'EnvironmentId'), text(params, 'EnvironmentName')];
    const application = text(params, 'ApplicationName');
    const least = SEVERITIES.indexOf(text(params, 'Severity') ?? 'TRACE');
    if (least < 0) throw wrong(`Invalid severity: ${text(params, 'Severity') ?? ''}`);
    const from = time(params, 'StartTime') ?? now - REMEMBERED;
    const until = Math.min(time(params, 'EndTime') ?? now, now);
    const events = [...region.beanstalk.environments.values()]
      .filter((one) => id === undefined || one.id === id)
      .filter((one) => name === undefined || one.name === name)
      .filter((one) => application === undefined || one.application === application)
      .flatMap((one) => one.events.map((event) => ({ one, event })))
      .filter(({ event: { at, severity } }) => {
        return at >= from && at <= until && SEVERITIES.indexOf(severity) >= least;
      })
      .sort((one, other) => other.event.at - one.event.at);
    const { items, nextToken } = recordPage(events, params);
    return { Events: members(items.map(({ one, event }) => eventTree(one, event))), NextToken: nextToken };
  },
};

function time(params: Params, name: string): number | undefined {
  const given = text(params, name);
  if (given === undefined) return undefined;
  const at = Date.parse(given);
  if (Number.isNaN(at)) throw wrong(`Invalid date format: ${given}`);
  return at;
}

function eventTree({ name, application, platform }: Environment, event: EnvironmentEvent): TreeNode {
  return {
    EventDate: iso(event.at),
    Message: event.message,
    ApplicationName: application,
    EnvironmentName: name,
    PlatformArn: platform.arn,
    Severity: event.severity,
  };
}

/** Settings in force, and those that are on their way or failed, each as a description of its own. */
export const describeConfigurationSettings: Action = {
  takes: 'ApplicationName EnvironmentName',
  run(call) {
    applicationNeeded(call);
    const environment = environmentNeeded(call);
    const state = environmentAt(environment, call.now);
    const { configuration, draft } = state;
    const found = [
      ...(configuration ? [{ status: 'deployed', settings: configuration.settings }] : []),
      ...(draft ? [draft] : []),
    ];
    const described = found.map((one) => configurationTree(environment, state, one));
    return { ConfigurationSettings: members(described) };
  },
};

function configurationTree(
  { name, application, platform, createdAt }: Environment,
  { updatedAt, configuration }: EnvironmentState,
  { status, settings }: { readonly status: string; readonly settings: readonly Setting[] },
): TreeNode {
  return {
    SolutionStackName: platform.solutionStack,
    PlatformArn: platform.arn,
    ApplicationName: application,
    Description: configuration?.description,
    EnvironmentName: name,
    DeploymentStatus: status,
    DateCreated: iso(createdAt),
    DateUpdated: iso(updatedAt),
    OptionSettings: members(
      settings.map(({ namespace, option, value }) => ({
        Namespace: namespace,
        OptionName: option,
        Value: value,
      })),
    ),
  };
}

/** An image of paravirtual machines, which no platform has any more, has an empty ID. */
export const describePlatformVersion: Action = {
  takes: 'PlatformArn',
  run(call) {
    const { arn, solutionStack, imageId } = platformNeeded(call);
    const [, branch = '', version = ''] = /platform\/(.*)\/(.*)$/.exec(arn) ?? [];
    return {
      PlatformDescription: {
        PlatformArn: arn,
        PlatformOwner: 'AWSElasticBeanstalk',
        PlatformName: branch,
        PlatformVersion: version,
        SolutionStackName: solutionStack,
        PlatformStatus: 'Ready',
        PlatformBranchName: branch,
        OperatingSystemName: 'Amazon Linux',
        OperatingSystemVersion: '2023',
        CustomAmiList: members([
          { VirtualizationType: 'pv', ImageId: '' },
          { VirtualizationType: 'hvm', ImageId: imageId },
        ]),
      },
    };
  },
};
