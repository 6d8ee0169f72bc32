/** Over how many partitions the list of what is due can be spread; the others over a part of them. */
export const SHARDS = { least: 4, most: 256 } as const;
