import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';

/** Makes a launch template, of one version, and waits until EC2 shows it. */
export async function makeTemplate(
  endpoint: string,
  name: string,
  data: RequestLaunchTemplateData,
): Promise<void> {
  // Most test files make no template: half a second of loading for each of them.
  const { CreateLaunchTemplateCommand, DescribeLaunchTemplatesCommand, EC2Client } =
    await import('@aws-sdk/client-ec2');
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const ec2 = new EC2Client({ endpoint, region: 'eu-west-1', credentials });
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData: data }));
  const shown = () => ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: [name] }));
  while (
    !(await shown().then(
      () => true,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 10));
  ec2.destroy();
}
