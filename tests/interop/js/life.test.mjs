// The whole life of compute targets through the official JavaScript SDK, against the emulator. What the SDK expects is right.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';

const subscription = '00000000-0000-0000-0000-000000000000';
const group = 'interop-rg';
const workspace = 'interop-ws';
const fast = { updateIntervalInMs: 20 };
const emulatorDll = process.env.AMLCOMPUTE_EMULATOR ?? '../../../tools/AmlCompute.Emulator/bin/Release/net10.0/AmlCompute.Emulator.dll';

let emulator;
let client;

before(async () => {
  emulator = spawn('dotnet', [emulatorDll, '--port', '0', '--speed', '6000', '--page-size', '100'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: emulator.stdout }), 'line');
  const endpoint = line.match(/http:\/\/\S+/)[0];
  // The emulator speaks plain http on loopback and wants no token; the SDK's token policy would refuse http.
  client = new AzureMachineLearningWorkspaces({ getToken: async () => ({ token: 'none', expiresOnTimestamp: Date.now() + 3600e3 }) }, subscription, {
    endpoint,
    allowInsecureConnection: true,
  });
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
});

after(async () => {
  emulator.kill('SIGTERM');
  const [code] = await once(emulator, 'exit');
  assert.equal(code, 0, 'the emulator ends by itself on SIGTERM');
});

const all = async (pages) => {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
};

const cluster = (max = 2, min = 0) => ({
  location: 'eastus',
  properties: {
    computeType: 'AmlCompute',
    properties: { vmSize: 'Standard_DS2_v2', scaleSettings: { minNodeCount: min, maxNodeCount: max, nodeIdleTimeBeforeScaleDown: 'PT5M' } },
  },
});

test('reads the workspace and an empty list', async () => {
  assert.equal((await client.workspaces.get(group, workspace)).location, 'eastus');
  assert.deepEqual(await all(client.computeOperations.list(group, workspace)), []);
});

test('creates a cluster, waits for it and reads it', async () => {
  const made = await client.computeOperations.beginCreateOrUpdateAndWait(group, workspace, 'cpu', cluster(2, 1), fast);
  assert.equal(made.properties.provisioningState, 'Succeeded');
  assert.equal(made.properties.properties.vmSize, 'STANDARD_DS2_V2');
  const read = await client.computeOperations.get(group, workspace, 'cpu');
  assert.equal(read.properties.computeType, 'AmlCompute');
  assert.equal(read.properties.properties.vmPriority, 'Dedicated');
  assert.equal(read.properties.createdOn instanceof Date, true);
});

test('changes the scale and lists the nodes', async () => {
  const updated = await client.computeOperations.beginUpdateAndWait(
    group, workspace, 'cpu', { properties: { scaleSettings: { minNodeCount: 1, maxNodeCount: 3 } } }, fast);
  assert.equal(updated.properties.properties.scaleSettings.maxNodeCount, 3);
  let nodes = [];
  for (let attempt = 0; attempt < 200 && nodes.length === 0; attempt++) {
    nodes = await all(client.computeOperations.listNodes(group, workspace, 'cpu'));
  }
  assert.equal(nodes.length, 1);
  assert.ok(nodes[0].port >= 50000);
});

test('creates an instance, stops, starts and restarts it', async () => {
  await client.computeOperations.beginCreateOrUpdateAndWait(
    group, workspace, 'dev', { location: 'eastus', properties: { computeType: 'ComputeInstance', properties: { vmSize: 'Standard_DS1_v2' } } }, fast);
  const state = async () => (await client.computeOperations.get(group, workspace, 'dev')).properties.properties.state;
  assert.equal(await state(), 'Running');
  await client.computeOperations.beginStopAndWait(group, workspace, 'dev', fast);
  assert.equal(await state(), 'Stopped');
  await client.computeOperations.beginStartAndWait(group, workspace, 'dev', fast);
  assert.equal(await state(), 'Running');
  await client.computeOperations.beginRestartAndWait(group, workspace, 'dev', fast);
  assert.equal(await state(), 'Running');
});

test('attaches a virtual machine, reads its keys and detaches it', async () => {
  await client.computeOperations.beginCreateOrUpdateAndWait(group, workspace, 'vm', {
    location: 'eastus',
    properties: {
      computeType: 'VirtualMachine',
      resourceId: `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/vm1`,
      properties: { sshPort: 22, administratorAccount: { username: 'me', password: 'Secret-1' } },
    },
  }, fast);
  const read = await client.computeOperations.get(group, workspace, 'vm');
  assert.equal(read.properties.isAttachedCompute, true);
  assert.equal(read.properties.properties.administratorAccount, null);
  const keys = await client.computeOperations.listKeys(group, workspace, 'vm');
  assert.equal(keys.computeType, 'VirtualMachine');
  assert.equal(keys.administratorAccount.password, 'Secret-1');
  await client.computeOperations.beginDeleteAndWait(group, workspace, 'vm', 'Detach', fast);
  await assert.rejects(client.computeOperations.get(group, workspace, 'vm'), { name: 'RestError', statusCode: 404, code: 'ResourceNotFound' });
});

test('sees errors as RestError with the service\'s code', async () => {
  await assert.rejects(client.computeOperations.get(group, workspace, 'nosuch'), { name: 'RestError', statusCode: 404, code: 'ResourceNotFound' });
  await assert.rejects(
    client.computeOperations.beginCreateOrUpdate(group, workspace, 'bad', { location: 'eastus', properties: { computeType: 'AmlCompute', properties: { vmSize: 'Standard_X' } } }, fast),
    (error) => error.name === 'RestError' && error.statusCode === 400 && typeof error.code === 'string');
  await assert.rejects(
    client.computeOperations.beginDelete(group, workspace, 'cpu', 'Detach', fast), (error) => error.name === 'RestError' && error.statusCode === 400);
});

test('deletes what was made', async () => {
  await client.computeOperations.beginDeleteAndWait(group, workspace, 'cpu', 'Delete', fast);
  await client.computeOperations.beginDeleteAndWait(group, workspace, 'dev', 'Delete', fast);
  assert.deepEqual(await all(client.computeOperations.list(group, workspace)), []);
});

test('pages over 250 computes', async () => {
  const attached = (i) => ({
    location: 'eastus',
    properties: {
      computeType: 'Kubernetes',
      resourceId: `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/aks${i}`,
      properties: { namespace: 'default' },
    },
  });
  const names = Array.from({ length: 250 }, (_, i) => `k8s-${String(i).padStart(3, '0')}x`);
  for (const [i, name] of names.entries()) {
    await client.computeOperations.beginCreateOrUpdate(group, workspace, name, attached(i), fast);
  }
  const pages = [];
  for await (const page of client.computeOperations.list(group, workspace).byPage()) pages.push(page.length);
  assert.deepEqual(pages, [100, 100, 50]);
  const listed = (await all(client.computeOperations.list(group, workspace))).map((compute) => compute.name);
  assert.deepEqual(listed.toSorted(), names.toSorted());
});
