/** Reads what Lambda keeps of failed stream records in a bucket. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { FailedRecord, FailedRecords } from '../../ports/failed-records.ts';

/** The records of a bucket whose names begin with the prefix. */
export function createS3FailedRecords(Bucket: string, Prefix: string, client = new S3Client({})): FailedRecords {
  return {
    async list() {
      const records: FailedRecord[] = [];
      try {
        for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
          for (const { Key, LastModified } of Contents)
            if (Key !== undefined && LastModified) records.push({ name: Key, keptAt: LastModified.toISOString() });
        }
      } catch (error) {
        if (!(error instanceof NoSuchBucket)) throw error;
        throw new Error(`There is no bucket ${Bucket}.`, { cause: error });
      }
      return records.sort((a, b) => (a.keptAt < b.keptAt ? -1 : 1));
    },
    async read(Key) {
      try {
        return await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}
