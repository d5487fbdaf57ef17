import { type Partition, partitionOf } from '../../aws/partition.js';
import { code, link, type Markdown } from '../markdown.js';

/** Pages of the AWS console by what they show. Their addresses are not documented; they have been these since 2021. */
const PAGES = {
  instance: 'ec2/home?region=REGION#InstanceDetails:instanceId=ID',
  image: 'ec2/home?region=REGION#ImageDetails:imageId=ID',
  template: 'ec2/home?region=REGION#LaunchTemplateDetails:launchTemplateId=ID',
  subnet: 'vpcconsole/home?region=REGION#SubnetDetails:subnetId=ID',
} as const;

/** Where a thing is shown; undefined where region or ID are not of AWS's form. */
export function consoleLink(
  page: keyof typeof PAGES,
  id: string,
  region: string | undefined,
): string | undefined {
  if (region === undefined || !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region)) return undefined;
  if (!/^[a-z]+-[0-9a-f]+$/.test(id)) return undefined;
  return `https://${region}.${CONSOLE[partitionOf(region)]}/${PAGES[page].replace('REGION', region).replace('ID', id)}`;
}

/** Each partition has a console of its own. Source: AWS General Reference, "AWS Management Console endpoints". */
const CONSOLE: Readonly<Record<Partition, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** An ID that leads to the page of the AWS console that shows it. */
export function linked(page: keyof typeof PAGES, id: string, region: string | undefined): Markdown {
  return link(code(id), consoleLink(page, id, region));
}
