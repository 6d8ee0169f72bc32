/** Loaded before a process of its own, it stands for Slack: what goes to its Web API is taken here, and leaves the machine no more. */
const reach = globalThis.fetch;
let posted = 0;

globalThis.fetch = async (input, init) => {
  const address = String(input instanceof Request ? input.url : input);
  if (!address.startsWith('https://slack.com/api/')) return reach(input, init);
  return Response.json({ ok: true, channel: 'C0APPROVALS', ts: `1767600000.${String(++posted).padStart(6, '0')}` });
};
