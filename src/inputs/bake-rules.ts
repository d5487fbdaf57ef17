/** What the inputs about baking say together. One named rule each. */
import { nameInAnyRegion, regionOfKey } from '../after/keys.js';
import { partitionOf } from '../aws/partition.js';
import type { Values } from './load.js';
import type { Problem } from './problem.js';
import { BUILDS } from './rows/run.js';

type Rule = (values: Values) => Problem | readonly Problem[] | undefined;

/** Inputs of the image, without a default: whatever is given of them was meant. */
const OF_THE_IMAGE = [
  'image-name',
  'bake-instance-type',
  'bake-volume-throughput',
  'bake-volume-iops',
  'bake-owners',
  'kms-key-id',
  'copy-to-regions',
  'share-with',
  'publish-parameter',
  'deprecate-after-days',
  'keep-images',
] as const satisfies readonly (keyof Values)[];

const builds = ({ mode }: Values) => (BUILDS as readonly Values['mode'][]).includes(mode);

const layersToBake: Rule = ({ mode, bake }) =>
  mode === 'bake' && bake === undefined
    ? { input: 'bake', expected: 'the layers of the image, in mode bake' }
    : undefined;

const imageToTreat: Rule = (values) =>
  values.bake === undefined && values.mode !== 'bake'
    ? OF_THE_IMAGE.filter((input) => values[input] !== undefined).map((input) => ({
        input,
        expected: 'layers in `bake` beside it: without an image of your own it has no effect',
      }))
    : undefined;

const copiesElsewhere: Rule = (values) => {
  const { region: home } = values;
  const copies = values['copy-to-regions'] ?? [];
  const regions = copies.map(({ region }) => region);
  const wrong = (given: string | undefined, expected: string) =>
    given === undefined ? [] : [{ input: 'copy-to-regions', given, expected }];
  return [
    ...wrong(
      regions.find((region) => region === home),
      'other regions than the one that the image is baked in',
    ),
    ...wrong(
      regions.find((region, index) => regions.indexOf(region) !== index),
      'each region once',
    ),
    ...wrong(
      regions.find((region) => home !== undefined && partitionOf(region) !== partitionOf(home)),
      `regions of the same part of AWS as ${home ?? ''}: no image can be copied to another`,
    ),
    ...wrong(
      copies.find(
        ({ region, key }) => regionOfKey(key ?? '') !== undefined && regionOfKey(key ?? '') !== region,
      )?.key,
      'behind each region a key of that region',
    ),
  ];
};

const keyOfTheRegion: Rule = ({ region, 'kms-key-id': key }) => {
  const its = regionOfKey(key ?? '');
  return region !== undefined && its !== undefined && its !== region
    ? { input: 'kms-key-id', given: key ?? '', expected: `a key of ${region}, where the image is baked` }
    : undefined;
};

/** A key of one region encrypts nothing in another: what the copies are to have instead must be said. */
const keysForCopies: Rule = ({ 'kms-key-id': key, 'copy-to-regions': copies = [] }) => {
  const { region } = copies.find((copy) => copy.key === undefined) ?? {};
  return key !== undefined && region !== undefined && nameInAnyRegion(key) === undefined
    ? {
        input: 'copy-to-regions',
        given: region,
        expected: `a key of that region behind it (${region}=alias/images or ${region}=KEY), or an alias in \`kms-key-id\` that both regions have: ${key} belongs to one region`,
      }
    : undefined;
};

/** EBS user guide, "General Purpose SSD volumes": gp3 alone has them, and a quarter of a MiB/s for each of its IOPS at most. */
const GP3_IOPS = 3_000;
const IOPS_FOR_MIB = 4;

const speedOfTheBuilder: Rule = (values) => {
  const throughput = values['bake-volume-throughput'];
  const iops = values['bake-volume-iops'];
  if (values['volume-type'] === 'gp2') {
    const given = (['bake-volume-throughput', 'bake-volume-iops'] as const).filter(
      (input) => values[input] !== undefined,
    );
    return given.map((input) => ({
      input,
      expected: 'no `volume-type: gp2` beside it: only gp3 volumes have it',
    }));
  }
  return throughput !== undefined && throughput * IOPS_FOR_MIB > (iops ?? GP3_IOPS)
    ? {
        input: 'bake-volume-throughput',
        given: String(throughput),
        expected: `\`bake-volume-iops\` of at least ${throughput * IOPS_FOR_MIB} beside it, four for each MiB/s, or at most ${Math.floor((iops ?? GP3_IOPS) / IOPS_FOR_MIB)}`,
      }
    : undefined;
};

const noImageOnItself: Rule = ({ 'base-image': base, 'publish-parameter': name }) =>
  base?.kind === 'parameter' && base.path === name
    ? {
        input: 'publish-parameter',
        given: name,
        expected:
          'another parameter than that of `base-image`: each run would bake its layers on the last image',
      }
    : undefined;

const RULES: readonly Rule[] = [
  layersToBake,
  imageToTreat,
  copiesElsewhere,
  keyOfTheRegion,
  keysForCopies,
  speedOfTheBuilder,
  noImageOnItself,
];

export function brokenBakeRules(values: Values): Problem[] {
  return builds(values) ? RULES.flatMap((rule) => rule(values) ?? []) : [];
}
