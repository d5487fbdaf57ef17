import { parseArgs } from 'node:util';
import { startEndpoint } from './server.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4599' },
    host: { type: 'string', default: '127.0.0.1' },
    speed: { type: 'string', default: '1' },
  },
});

const endpoint = await startEndpoint({
  port: Number(values.port),
  host: values.host,
  speed: Number(values.speed),
});

process.stdout
  .write(`A cloud at ${endpoint.url} (${values.speed} cloud seconds a second). Point a client at it:

  export AWS_ENDPOINT_URL=${endpoint.url} AWS_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=rehearsal AWS_SECRET_ACCESS_KEY=rehearsal

See ${endpoint.url}/_control/world for what is in it, ${endpoint.url}/_control/record for what was asked.
`);

process.once('SIGINT', () => void endpoint.close());
process.once('SIGTERM', () => void endpoint.close());
