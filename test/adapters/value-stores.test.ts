/** The stores of large values, each against the contract. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_AWS } from '../../infra/local/engine.ts';
import { createFileValueStore } from '../../shared/adapters/file/value-store.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createS3ValueStore } from '../../shared/adapters/s3/value-store.ts';
import { valueStoreContract } from '../contract/value-store.ts';
import { type S3Endpoint, startS3Endpoint } from '../support/s3-endpoint.ts';

describe('values in memory', () => valueStoreContract(async () => createMemoryValueStore()));

describe('values in files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'values-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  valueStoreContract(async () => createFileValueStore(join(folder, 'made', 'when-needed')));

  it('stay within the folder, whatever the run is called', async () => {
    const values = createFileValueStore(join(folder, 'within'));

    await values.put('../outside', 'one', new Uint8Array([1]));

    expect(await readdir(join(folder, 'within'))).toEqual(['..%2Foutside']);
  });
});

describe('values in S3', () => {
  let s3: S3Endpoint;
  let client: S3Client;
  beforeAll(async () => {
    s3 = await startS3Endpoint('values');
    client = new S3Client({ ...LOCAL_AWS, endpoint: s3.url, forcePathStyle: true });
  });
  afterAll(async () => {
    client.destroy();
    await s3.stop();
  });

  valueStoreContract(async () => createS3ValueStore({ client: () => client, bucket: 'values' }));

  it('makes no client before there is a value', async () => {
    let made = 0;
    const values = createS3ValueStore({
      client: () => {
        made++;
        return client;
      },
      bucket: 'values',
    });

    const before = made;
    await values.put('run-1', 'one', new Uint8Array([1]));
    await values.get('run-1', 'one');

    expect([before, made]).toEqual([0, 1]);
    expect([...s3.objects.keys()]).toContain('runs/run-1/one');
  });

  it('hands up what S3 refuses', async () => {
    const values = createS3ValueStore({ client: () => client, bucket: 'another' });

    await expect(values.put('run-1', 'one', new Uint8Array([1]))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
