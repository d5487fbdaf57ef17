import { type Partition, partitionOf } from '../../aws/partition.js';
import { code, link, type Markdown } from '../markdown.js';

const ID = /^[a-z]+-[0-9a-f]+$/;
/** Groups have no IDs. Source: Auto Scaling API reference, CreateAutoScalingGroup. */
const GROUP_NAME = /^[^\p{Cc}:]{1,255}$/u;

/** Pages of the AWS console by what they show. Their addresses are not documented; they have been these since 2021. */
const PAGES = {
  instance: { at: 'ec2/home?region=REGION#InstanceDetails:instanceId=ID', form: ID },
  image: { at: 'ec2/home?region=REGION#ImageDetails:imageId=ID', form: ID },
  template: { at: 'ec2/home?region=REGION#LaunchTemplateDetails:launchTemplateId=ID', form: ID },
  subnet: { at: 'vpcconsole/home?region=REGION#SubnetDetails:subnetId=ID', form: ID },
  group: { at: 'ec2/home?region=REGION#AutoScalingGroupDetails:id=ID;view=details', form: GROUP_NAME },
  refreshes: {
    at: 'ec2/home?region=REGION#AutoScalingGroupDetails:id=ID;view=instanceRefresh',
    form: GROUP_NAME,
  },
} as const;

type Page = keyof typeof PAGES;

/** Where a thing is shown; undefined where region or ID are not of AWS's form. */
export function consoleLink(page: Page, id: string, region: string | undefined): string | undefined {
  if (region === undefined || !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region)) return undefined;
  const { at, form } = PAGES[page];
  if (!form.test(id)) return undefined;
  const address = at.replace('REGION', region).replace('ID', () => inAddress(id));
  return `https://${region}.${CONSOLE[partitionOf(region)]}/${address}`;
}

/** Letters, digits and `-_.` as they are, all else as its bytes: nothing can end the address, or the link around it. */
function inAddress(text: string): string {
  const byte = (value: number) => `%${value.toString(16).toUpperCase().padStart(2, '0')}`;
  return text.replace(/[^\w.-]/gu, (sign) => [...new TextEncoder().encode(sign)].map(byte).join(''));
}

/** Each partition has a console of its own. Source: AWS General Reference, "AWS Management Console endpoints". */
const CONSOLE: Readonly<Record<Partition, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** An ID that leads to the page of the AWS console that shows it. */
export function linked(page: Page, id: string, region: string | undefined): Markdown {
  return link(code(id), consoleLink(page, id, region));
}

/** A refresh, which leads to those of its group. */
export function linkedRefresh(id: string, group: string, region: string | undefined): Markdown {
  return link(code(id), consoleLink('refreshes', group, region));
}
