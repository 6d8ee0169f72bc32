/** Words for where Slack reads control characters whatever they are marked as: what stands above the blocks, and the answer to a click. */

/** Text in which nothing is a mention or a link of Slack's. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
