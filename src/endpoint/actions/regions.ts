import { REGION_NAMES, zonesOf } from '../catalogue/zones.js';
import { filtered } from '../protocol/filters.js';
import { refuse } from '../protocol/errors.js';
import { texts } from '../protocol/query.js';
import type { Action } from './action.js';

export const describeRegions: Action = {
  takes: 'RegionName AllRegions Filter',
  run({ params }) {
    const asked = texts(params, 'RegionName');
    const unknown = asked.find((name) => !REGION_NAMES.includes(name));
    if (unknown !== undefined) throw refuse('InvalidParameterValue', `Invalid region '${unknown}'`);
    const regions: { name: string; tags?: never }[] = (asked.length > 0 ? asked : REGION_NAMES).map(
      (name) => ({ name }),
    );
    const found = filtered(regions, params, {
      endpoint: ({ name }) => `ec2.${name}.amazonaws.com`,
      'opt-in-status': () => 'opt-in-not-required',
      'region-name': ({ name }) => name,
    });
    return {
      regionInfo: found.map(({ name }) => ({
        regionName: name,
        regionEndpoint: `ec2.${name}.amazonaws.com`,
        optInStatus: 'opt-in-not-required',
      })),
    };
  },
};

export const describeAvailabilityZones: Action = {
  takes: 'ZoneName ZoneId AllAvailabilityZones Filter',
  run({ params, region }) {
    const names = texts(params, 'ZoneName');
    const ids = texts(params, 'ZoneId');
    const zones: { name: string; id: string; tags?: never }[] = [...zonesOf(region.name)];
    const unknown = names.filter((name) => !zones.some((zone) => zone.name === name));
    if (unknown.length > 0)
      throw refuse('InvalidParameterValue', `Invalid availability zone: [${unknown.join(', ')}]`);
    const asked = zones.filter(
      ({ name, id }) =>
        (names.length === 0 || names.includes(name)) && (ids.length === 0 || ids.includes(id)),
    );
    const found = filtered(asked, params, {
      'group-name': () => region.name,
      'opt-in-status': () => 'opt-in-not-required',
      'region-name': () => region.name,
      state: () => 'available',
      'zone-id': ({ id }) => id,
      'zone-name': ({ name }) => name,
      'zone-type': () => 'availability-zone',
    });
    return {
      availabilityZoneInfo: found.map(({ name, id }) => ({
        zoneName: name,
        zoneId: id,
        zoneState: 'available',
        regionName: region.name,
        groupName: region.name,
        networkBorderGroup: region.name,
        optInStatus: 'opt-in-not-required',
        zoneType: 'availability-zone',
        messageSet: [],
      })),
    };
  },
};
