/** What an e-mail address looks like here. */

/** An address and nothing else, without a name before it: SES compares it as a whole. */
export const ADDRESS = /^[^\s@<>,]+@[^\s@<>,]+\.[^\s@<>,]+$/;

/** What it is called where one does not fit. */
export const AN_ADDRESS = 'an e-mail address';
