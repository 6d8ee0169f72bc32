/** One page of a list, and where the next one starts. */
export interface Page<Item> {
  items: Item[];
  /** Opaque; absent on the last page. */
  cursor?: string;
}

/** Which page of a list. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}
