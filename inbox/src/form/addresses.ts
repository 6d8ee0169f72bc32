/** Stands for the library that the form library resolves a schema's `$id` with: the browser does the same. */

const whole = (address: string, base = 'schema:/'): string => new URL(address, base).href;

// biome-ignore lint/style/noDefaultExport: the library imports it so
export default {
  equal: (one: string, other: string): boolean => whole(one) === whole(other),
  resolve: (base: string, address: string): string => whole(address, base),
};
