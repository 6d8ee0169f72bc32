/** Keeps large values in a bucket, under the run's id. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { ValueStore } from '../../ports/value-store.ts';

export type { S3Client };

/** Where the objects of a run are in the bucket. */
const prefixOf = (runId: string): string => `runs/${runId}/`;

/** Hardly any run has a large value: the client is loaded by the first that has. */
export interface S3 {
  client(): S3Client | Promise<S3Client>;
  bucket: string;
}

/**
 * Keeps large values in an S3 bucket. The function makes the client once the first value is kept or read.
 *
 * @example const values = createS3ValueStore({ client: () => new S3Client(), bucket: 'shop-values' });
 */
export function createS3ValueStore({ client, bucket: Bucket }: S3): ValueStore {
  let made: Promise<{ s3: S3Client; commands: typeof import('./sdk.ts') }> | undefined;
  const open = () => {
    made ??= Promise.all([client(), import('./sdk.ts')]).then(([s3, commands]) => ({ s3, commands }));
    return made;
  };
  return {
    async put(runId, name, Body) {
      const { s3, commands } = await open();
      await s3.send(new commands.PutObjectCommand({ Bucket, Key: `${prefixOf(runId)}${name}`, Body }));
    },
    async get(runId, name) {
      const { s3, commands } = await open();
      try {
        const found = await s3.send(new commands.GetObjectCommand({ Bucket, Key: `${prefixOf(runId)}${name}` }));
        return await found.Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof commands.NoSuchKey) return undefined;
        throw error;
      }
    },
    async removeOfRun(runId) {
      const { s3, commands } = await open();
      let more: string | undefined;
      do {
        const page = await s3.send(
          new commands.ListObjectsV2Command({ Bucket, Prefix: prefixOf(runId), ContinuationToken: more }),
        );
        const Objects = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
        if (Objects.length > 0) {
          const { Errors = [] } = await s3.send(
            new commands.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          const [error] = Errors;
          if (error) throw new Error(`S3 did not remove ${error.Key}: ${error.Code} ${error.Message}`);
        }
        more = page.NextContinuationToken;
      } while (more !== undefined);
    },
  };
}
