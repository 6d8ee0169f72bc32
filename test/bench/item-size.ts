/** How large an item is, as DynamoDB counts it. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Attributes = Record<string, AttributeValue>;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The bytes of names and values; an index entry's extra 100 bytes are not among them. */
export const itemSize = (item: Attributes): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + bytesOf(name) + valueSize(value), 0);

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return bytesOf(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/[^0-9]|^0+|0+$/g, '').length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  // A list and a map take 3 bytes, and 1 for each that they hold.
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + valueSize(one), 3);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}
