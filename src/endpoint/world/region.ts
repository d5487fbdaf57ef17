import { PUBLICATIONS } from '../catalogue/public-images.js';
import { announce, release } from '../catalogue/publish.js';
import { zonesOf } from '../catalogue/zones.js';
import { noAutoScaling } from './scaling/scaling.js';
import { noBeanstalk } from './beanstalk.js';
import { idOf } from './chance.js';
import { noCodeDeploy } from './code-deploy.js';
import { DAY } from './durations.js';
import { addImage } from './images.js';
import { addEbsKey } from './keys.js';
import type { Group, Region, Subnet, Vpc, World } from './state.js';

/** How old the newest release in the catalogue is, and the one before it, which stays launchable. */
const AGES = [19 * DAY, 5 * DAY];

/** A region with the public catalogue and what every account has from the start: a default VPC. */
export function regionOf(world: World, name: string): Region {
  const known = world.regions.get(name);
  if (known) return known;
  const region = emptyRegion(name);
  const now = world.clock.now();
  addCatalogue(region, now);
  addDefaultNetwork(region, now - 400 * DAY);
  addEbsKey(region, now - 400 * DAY);
  world.regions.set(name, region);
  return region;
}

function emptyRegion(name: string): Region {
  return {
    name,
    instances: new Map(),
    images: new Map(),
    imagesWith: new Map(),
    snapshots: new Map(),
    volumes: new Map(),
    groups: new Map(),
    keyPairs: new Map(),
    vpcs: new Map(),
    subnets: new Map(),
    launchTemplates: new Map(),
    keys: new Map(),
    keyAliases: new Map(),
    autoScaling: noAutoScaling(),
    codeDeploy: noCodeDeploy(),
    stacks: new Map(),
    beanstalk: noBeanstalk(),
    parameters: new Map(),
    tokens: new Map(),
    buckets: new Map(),
  };
}

function addCatalogue(region: Region, now: number): void {
  const midnight = now - (now % DAY);
  for (const age of AGES) {
    for (const publication of PUBLICATIONS) {
      const at = midnight - age + (publication.daysLater ?? 0) * DAY;
      const { image, snapshot } = release(publication, region.name, at);
      addImage(region, image);
      region.snapshots.set(snapshot.id, snapshot);
      for (const name of publication.parameters) announce(region.parameters, name, image.id, at);
    }
  }
}

/** One subnet of /20 a zone, each giving public addresses. Source: VPC user guide, "Default VPCs". */
function addDefaultNetwork(region: Region, createdAt: number): void {
  const vpc: Vpc = {
    id: idOf('vpc', region.name),
    createdAt,
    tags: new Map(),
    cidr: '172.31.0.0/16',
    isDefault: true,
  };
  region.vpcs.set(vpc.id, vpc);
  for (const [index, zone] of zonesOf(region.name).entries()) {
    const subnet: Subnet = {
      id: idOf('subnet', zone.name),
      createdAt,
      tags: new Map(),
      vpcId: vpc.id,
      zone: zone.name,
      zoneId: zone.id,
      cidr: `172.31.${index * 16}.0/20`,
      defaultForZone: true,
      mapPublicIp: true,
      used: 0,
    };
    region.subnets.set(subnet.id, subnet);
  }
  const group = defaultGroup(region.name, vpc.id, createdAt);
  region.groups.set(group.id, group);
}

function defaultGroup(region: string, vpcId: string, createdAt: number): Group {
  const id = idOf('sg', region, 'default');
  return {
    id,
    createdAt,
    tags: new Map(),
    name: 'default',
    description: 'default VPC security group',
    vpcId,
    rules: [
      { id: idOf('sgr', region, 'in'), egress: false, protocol: '-1', groupId: id },
      { id: idOf('sgr', region, 'out'), egress: true, protocol: '-1', cidr: '0.0.0.0/0' },
    ],
  };
}
