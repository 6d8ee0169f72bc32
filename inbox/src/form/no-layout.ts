/** Stands for the form library's fields that lay a form out on a grid, which no form of ours asks for: each shows its fields in their order. */

/** Shows nothing. */
// biome-ignore lint/style/noDefaultExport: the library imports it so
export default function NoLayout(): null {
  return null;
}
