// Lists all targets once for each line on standard input, and prints the wall and CPU time in milliseconds.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(new URL('../../tests/interop/js/package.json', import.meta.url));
const { AzureMachineLearningWorkspaces } = require('@azure/arm-machinelearning');
const client = new AzureMachineLearningWorkspaces(
  { getToken: async () => ({ token: 'none', expiresOnTimestamp: Date.now() + 3600e3 }) },
  '00000000-0000-0000-0000-000000000000',
  { endpoint: process.argv[2], allowInsecureConnection: true },
);
client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });

for await (const line of createInterface({ input: process.stdin })) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let count = 0;
  for await (const target of client.computeOperations.list('bench-rg', 'bench-ws')) count += target.name ? 1 : 0;
  const used = process.cpuUsage(cpu);
  if (count !== 10000) throw new Error(`${count} targets after '${line}'`);
  console.log(`${performance.now() - start} ${(used.user + used.system) / 1000}`);
}
