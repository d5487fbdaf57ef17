/** Each line: what somebody wrote, and a part of what they are told. One of them is enough to stop a run. */
export const BAD_INPUTS: [why: string, inputs: Record<string, string>, told: string][] = [
  [
    'an unknown mode',
    { mode: 'start' },
    'mode: got "start"; expected one of launch, plan, resolve, bake, prune, terminate',
  ],
  [
    'a misspelt input',
    { 'instance-types': 't3.micro' },
    'instance-types: expected no input of this name; did you mean instance-type?',
  ],
  [
    'an input that is like no other',
    { colour: 'red' },
    'colour: expected no input of this name; see the table of inputs',
  ],
  [
    'a zone for a region',
    { region: 'eu-west-1a' },
    'region: got "eu-west-1a"; expected an AWS region such as eu-west-1',
  ],
  ['a misspelt alias', { 'base-image': 'ubunto-24.04' }, 'Did you mean ubuntu-24.04?'],
  ['half an image ID', { 'base-image': 'ami-123' }, 'ami- and 8 or 17 hexadecimal digits'],
  [
    'a parameter without its slash',
    { 'base-image': 'ssm:golden/web' },
    'a parameter name that begins with /',
  ],
  ['an image name without its owner', { 'base-image': 'name:web-*' }, 'name:OWNER/GLOB'],
  [
    'an architecture of another vendor',
    { architecture: 'amd64' },
    'architecture: got "amd64"; expected one of auto, x86_64, arm64',
  ],
  ['an age in words', { 'max-base-age-days': 'a month' }, 'a whole number of days from 1 to 3650'],
  [
    'an instance type without its size',
    { 'instance-type': 't3' },
    'instance-type: got "t3"; expected instance types such as t3.micro',
  ],
  ['the same type twice', { 'instance-type': 't3.micro, t3.micro' }, 'each type once'],
  ['a subnet by name', { 'subnet-id': 'private-a' }, 'subnet IDs such as subnet-0123456789abcdef0'],
  [
    'a security group by name',
    { 'security-group-ids': 'default' },
    'security group IDs such as sg-0123456789abcdef0',
  ],
  ['no instances', { count: '0' }, 'count: got "0"; expected a whole number from 1 to 1000'],
  ['a size with its unit', { 'volume-size': '20GB' }, 'a whole number of GiB from 1 to 16384'],
  ['a volume type for archives', { 'volume-type': 'st1' }, 'one of gp3, gp2'],
  ['yes for true', { 'public-ip': 'yes' }, 'one of auto, true, false'],
  ['a time without its unit', { 'ready-timeout': '15' }, 'a time with its unit, such as 90s, 10m or 1h30m'],
  [
    'a condition that nobody knows',
    { 'ready-when': 'healthy' },
    'running, status-checks, user-data, tcp:PORT',
  ],
  ['a port that cannot be', { 'ready-when': 'tcp:70000' }, 'tcp:PORT'],
  ['a path for tcp', { 'ready-when': 'tcp:22/ssh' }, 'tcp:PORT without a path'],
  [
    'a path that HTTP does not take',
    { 'ready-when': 'http:80/grün/☕' },
    'expected a percent-encoded path: http:80/gr%C3%BCn/%E2%98%95',
  ],
  ['a path with a control character', { 'ready-when': 'http:80/a\u0001' }, 'http:80/a%01'],
  [
    'a pattern with a comma before what could be a condition',
    { 'ready-when': 'console:/a,tcp:b/' },
    'where it holds a comma and another condition, write one condition a line',
  ],
  [
    'a pattern with flags',
    { 'ready-when': 'console:/login/i' },
    'no flags behind them: for either case write [Ll]ogin',
  ],
  [
    'a pattern without slashes',
    { 'ready-when': 'console:login' },
    'between slashes, such as console:/login:/',
  ],
  ['a version before the first', { 'launch-template': 'web:0' }, 'and a version from 1 on if need be'],
  [
    'a knock at an address that is not there',
    { 'ready-when': 'http:80/', 'public-ip': 'false' },
    'ready-address: got "public"; expected private',
  ],
  ['a variable without its value', { app: 'a.sh', variables: 'version' }, 'line 1 has no "="'],
  ['a variable name with a blank', { app: 'a.sh', variables: 'my version=1' }, 'line 1 has no such name'],
  ['the same variable twice', { app: 'a.sh', variables: 'a=1\na=2' }, 'line 2 gives "a" a second time'],
  [
    'a variable with structure',
    { app: 'a.sh', variables: 'a:\n  b: 1' },
    'line 1 has a list or a map for a value',
  ],
  [
    'a secret without its name',
    { app: 'a.sh', variables: 'a=ssm:', 'iam-instance-profile': 'web' },
    'variables: expected for a: ssm:/path or ssm:name of a parameter',
  ],
  [
    'a secret that nothing allows to fetch',
    { app: 'a.sh', variables: 'a=secretsmanager:web#key' },
    'iam-instance-profile: expected an instance profile',
  ],
  ['variables that no layer can use', { variables: 'a=1' }, 'layers in `app` or `bake` that use them'],
  ["one of AWS's own tags", { tags: 'aws:owner=me' }, 'not beginning with aws: or ami-launch:'],
  ['one of our own tags', { tags: 'ami-launch:run=x' }, 'not beginning with aws: or ami-launch:'],
  [
    'more tags than EC2 takes',
    { tags: Array.from({ length: 42 }, (_, n) => `t${n}=x`).join('\n') },
    'at most 40',
  ],
  ['a tag value that is too long', { tags: `a=${'x'.repeat(257)}` }, 'values of at most 256 characters'],
  [
    'IDs for a launch',
    { 'instance-ids': 'i-0123456789abcdef0' },
    'instance-ids: expected nothing in mode launch: it has an effect in mode terminate only',
  ],
  [
    'a scope for a plan',
    { mode: 'plan', 'terminate-scope': 'environment' },
    'terminate-scope: expected nothing in mode plan: it has an effect in mode terminate only',
  ],
  [
    'a scope for what is named by its ID',
    { mode: 'terminate', 'instance-ids': 'i-0123456789abcdef0', 'terminate-scope': 'run' },
    'terminate-scope: got "run"; expected nothing beside `instance-ids`',
  ],
  [
    'an environment for what is named by its ID',
    {
      mode: 'terminate',
      'instance-ids': 'i-0123456789abcdef0',
      'deployment-environment': 'x',
      'github-token': 'x',
    },
    'deployment-environment: got "x"; expected nothing beside `instance-ids`',
  ],
  [
    'an environment to end, without the scope that ends it',
    { mode: 'terminate', 'deployment-environment': 'x', 'github-token': 'x' },
    'deployment-environment: got "x"; expected `terminate-scope: environment` beside it',
  ],
  [
    'an environment for an image',
    { mode: 'resolve', 'deployment-environment': 'x', 'github-token': 'x' },
    'deployment-environment: expected nothing in mode resolve: it has an effect in mode launch, plan or terminate only',
  ],
  [
    'a comment about an image',
    { mode: 'resolve', comment: 'true', 'github-token': 'x' },
    'comment: expected nothing',
  ],
  ['layers for an image', { mode: 'resolve', app: 'a.sh' }, 'app: expected nothing in mode resolve'],
  [
    'a launch template for an image',
    { mode: 'resolve', 'launch-template': 'web' },
    'in mode launch, plan or bake only',
  ],
  [
    'an image to end',
    { mode: 'terminate', 'base-image': 'al2023' },
    'base-image: expected nothing in mode terminate',
  ],
  [
    'an instance by name',
    { mode: 'terminate', 'instance-ids': 'web-1' },
    'instance IDs such as i-0123456789abcdef0',
  ],
  ['an image of nothing', { mode: 'bake' }, 'bake: expected the layers of the image, in mode bake'],
  [
    'shares of an image that nobody bakes',
    { 'share-with': '123456789012', 'kms-key-id': 'alias/images' },
    'share-with: expected layers in `bake` beside it',
  ],
  [
    'a copy to where it is',
    { bake: 'a.sh', region: 'eu-west-1', 'copy-to-regions': 'eu-west-1' },
    'copy-to-regions: got "eu-west-1"; expected other regions',
  ],
  [
    'more throughput than its operations allow',
    { bake: 'a.sh', 'bake-volume-throughput': '1000', 'bake-volume-iops': '3999' },
    '`bake-volume-iops` of at least 4000 beside it, four for each MiB/s, or at most 999',
  ],
  [
    'operations of a volume that has none to choose',
    { bake: 'a.sh', 'volume-type': 'gp2', 'bake-volume-iops': '6000' },
    'only gp3 volumes have it',
  ],
  ['the same copy twice', { bake: 'a.sh', 'copy-to-regions': 'eu-west-1, eu-west-1' }, 'each region once'],
  [
    'a copy to another part of AWS',
    { bake: 'a.sh', region: 'eu-west-1', 'copy-to-regions': 'cn-north-1' },
    'regions of the same part of AWS as eu-west-1',
  ],
  [
    "another region's key for a copy",
    {
      bake: 'a.sh',
      'copy-to-regions':
        'us-east-1=arn:aws:kms:eu-west-1:123456789012:key/11111111-1111-1111-1111-111111111111',
    },
    'behind each region a key of that region',
  ],
  [
    "another region's key for the image",
    { bake: 'a.sh', region: 'eu-west-1', 'kms-key-id': 'arn:aws:kms:us-east-1:123456789012:alias/images' },
    'a key of eu-west-1, where the image is baked',
  ],
  [
    'a key of one region for copies in others',
    {
      bake: 'a.sh',
      'kms-key-id': '11111111-1111-1111-1111-111111111111',
      'copy-to-regions': 'us-east-1=alias/images, eu-north-1',
    },
    'copy-to-regions: got "eu-north-1"; expected a key of that region behind it',
  ],
  [
    'an image that is baked on itself',
    { bake: 'a.sh', 'base-image': 'ssm:/golden/web', 'publish-parameter': '/golden/web' },
    'another parameter than that of `base-image`',
  ],
  ['a flag in words', { 'keep-failed': 'maybe' }, 'true or false'],
];

/** What must not be seen of the variables below. */
export const HUNTER = /hunter2/i;

/** Variables of which nothing but a line's number may be told, for they hold a secret, in ways that confuse. */
export const BAD_VARIABLES: [why: string, variables: string, told: string][] = [
  [
    'a tag, which takes a part of the value away',
    'pw: !hunter2 hunter2',
    'line 1 has a YAML tag, anchor or alias',
  ],
  ['an anchor, which does so too', 'a: b\npw: &hunter2 hunter2', 'line 2 has a YAML tag, anchor or alias'],
  ['an alias', 'pw: *hunter2', 'line 1 has a YAML tag, anchor or alias'],
  ['a tag on a name', '!hunter2 pw: b', 'line 1 has a YAML tag, anchor or alias'],
  ['a tag on all', '!hunter2 {pw: hunter2}', 'line 1 has a YAML tag, anchor or alias'],
  ['a tag on all below', '---\n!hunter2\npw: hunter2', 'line 1 has a YAML tag, anchor or alias'],
  [
    'a line that goes on in the next',
    'A=1\nhunter2-supersecret',
    'line 2 has no "=": a value of several lines',
  ],
  ['the end of a base64 text', 'A=1\nabc+hunter2/secret==', 'line 2 looks like the end of a base64 text'],
  ['one without other signs', 'A=1\nhunter2/secretX=', 'line 2 looks like the end of a base64 text'],
  ['one that could be a name', 'A=hunter2\nhunter2secretXY=', 'line 2 looks like the end of a base64 text'],
  ['a line that begins with no name', 'A=1\nhunter2 secret=b', 'line 2 has no such name'],
  ['a reserved character', 'pw: @hunter2', 'line 1 begins a value with a character that YAML keeps'],
  ['a directive', 'pw: %hunter2', 'line 1 begins a value with a character that YAML keeps'],
  ['an escape that is none', 'pw: "hunter2\\q"', 'line 1 has a backslash in double quotes'],
  ['a quote that is not closed', 'pw: "hunter2', 'line 1 is neither "NAME: VALUE" nor'],
  ['a second colon', 'pw: hunter2: hunter2', 'line 1 has a second ": "'],
  ['a plain value that goes on', 'pw: b\nhunter2', 'line 2 is neither "NAME: VALUE" nor'],
  ['a list that is not closed', 'pw: [hunter2', 'line 1 is not as YAML has it'],
  ['a map in a map', 'pw: {hunter2}', 'line 1 has a list or a map for a value'],
  ['a block that is none', 'pw: >hunter2\n b', 'line 1 is not as YAML has it'],
  ['something behind the end of a map', '{pw: b} hunter2', 'line 1 is not as YAML has it'],
  ['JSON that is not closed', '{"version":"hunter2"', 'line 1 is neither "NAME: VALUE" nor'],
  ['a name alone', '{hunter2}', 'line 1 has no value'],
  ['a list for a name', '? [hunter2]\n: b', 'line 1 has no such name'],
  ['two documents', 'a: b\n---\npw: hunter2', 'line 2 begins a second YAML document'],
  ['a tab for blanks', 'pw:\n\t hunter2: b', 'line 2 is indented with tabs'],
  ['no map at all', '---\nhunter2', 'line 1 begins no YAML map'],
];
