/** Imports a bundle in this fresh process, and says how long it took until its handler is there and nothing is left to do. */
const [, , bundle = ''] = process.argv;
const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
const { handler } = await import(bundle);
if (typeof handler !== 'function') throw new Error(`${bundle} exports no handler.`);
process.once('beforeExit', () => {
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log(JSON.stringify({ ms: performance.now() - startedAt, cpuMs: (user + system) / 1_000 }));
});
