/** The start page: starts demo runs, lists what waits, and decides. */

const byId = (id) => document.getElementById(id);
const chosen = new URLSearchParams(location.search);

/** An element; strings become text, so that nothing that a run says is ever markup. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { 'x-countersign-actor': byId('actor').value, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? response.statusText);
  return answer;
}

const say = (text) => {
  byId('message').textContent = text;
};

async function decide({ runId, key }, decision) {
  try {
    const receipt = await call(
      'POST',
      `/approvals/${encodeURIComponent(runId)}/${encodeURIComponent(key)}/decision`,
      decision,
    );
    const counted = receipt.status === 'pending' ? `: your vote counts, ${votesInWords(receipt.votes)}` : '';
    say(`${key} of ${runId} is ${receipt.status}${counted}.`);
  } catch (error) {
    say(error.message);
  }
  await refresh();
}

/** How many have voted, who, and how many it takes. */
function votesInWords({ approvals, needed, cast }) {
  const who = cast.map(({ action, by }) => `${by}: ${action}`).join(', ');
  return `${approvals} of ${needed.approvals} approvals${who && ` (${who})`}`;
}

function approvalCard(approval) {
  const reason = el('input', { placeholder: 'Reason (required to reject)', 'aria-label': 'Reason' });
  const isChosen = approval.runId === chosen.get('run') && approval.key === chosen.get('key');
  const facts = approval.details ?? approval.pendingArgs;
  return el(
    'article',
    { class: isChosen ? 'card chosen' : 'card', 'data-id': `${approval.runId}/${approval.key}` },
    el('h3', {}, approval.title),
    el(
      'p',
      { class: 'meta' },
      `${approval.workflow} · ${approval.key} · asked of ${approval.assignee.join(', ') || 'anyone'}`,
    ),
    approval.expiresAt && el('p', { class: 'meta' }, `Decide until ${new Date(approval.expiresAt).toLocaleString()}`),
    facts === undefined ? undefined : el('pre', {}, JSON.stringify(facts, null, 2)),
    approval.proposed === undefined ? undefined : el('p', {}, `Proposed: ${JSON.stringify(approval.proposed)}`),
    approval.votes && el('p', { class: 'meta' }, votesInWords(approval.votes)),
    el('p', { class: 'meta' }, `Digest ${approval.digest.slice(0, 8)}`),
    el(
      'div',
      { class: 'actions' },
      el(
        'button',
        { class: 'yes', click: () => decide(approval, { action: 'approve', digest: approval.digest }) },
        'Approve',
      ),
      reason,
      el(
        'button',
        {
          click: () =>
            decide(approval, {
              action: 'reject',
              ...(reason.value && { reason: reason.value }),
              digest: approval.digest,
            }),
        },
        'Reject',
      ),
    ),
  );
}

function runRow(run) {
  const outcome = run.result ?? run.error?.message ?? run.waitingFor.map(({ key }) => key).join(', ');
  return el(
    'tr',
    {},
    el('td', {}, el('a', { href: `/runs/${encodeURIComponent(run.runId)}` }, run.runId)),
    el('td', {}, run.workflow),
    el('td', {}, el('span', { class: 'tag' }, run.status)),
    el('td', {}, el('code', {}, typeof outcome === 'string' ? outcome : JSON.stringify(outcome))),
    el('td', {}, new Date(run.updatedAt).toLocaleString()),
  );
}

/** Shows `children` where they differ from what is shown, unless somebody is typing there. */
function show(place, key, ...children) {
  if (place.dataset.shown === key || place.contains(document.activeElement?.closest('input'))) return;
  place.dataset.shown = key;
  place.replaceChildren(...children);
}

async function refresh() {
  try {
    const [approvals, runs] = await Promise.all([call('GET', '/approvals'), call('GET', '/runs?limit=20')]);
    const cards = approvals.items.map(approvalCard);
    show(
      byId('approvals'),
      JSON.stringify(approvals.items),
      ...(cards.length > 0 ? cards : [el('p', { class: 'empty' }, 'Nothing waits.')]),
    );
    const head = el(
      'tr',
      {},
      ...['Run', 'Workflow', 'Status', 'Outcome', 'Since'].map((name) => el('th', { scope: 'col' }, name)),
    );
    const table = el('table', {}, el('thead', {}, head), el('tbody', {}, ...runs.items.map(runRow)));
    const list =
      runs.items.length > 0
        ? el('div', { class: 'card rows' }, table)
        : el('p', { class: 'empty' }, 'No run was started yet.');
    show(byId('runs'), JSON.stringify(runs.items), list);
  } catch (error) {
    say(`The system does not answer: ${error.message}`);
  }
}

async function start(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const fields = Object.fromEntries(new FormData(form));
  const input = {
    ...fields,
    ...('amount' in fields && { amount: Number(fields.amount) }),
    ...(form.dataset.workflow === 'expense' && { requestedBy: byId('actor').value }),
  };
  try {
    const run = await call('POST', '/runs', { workflow: form.dataset.workflow, input });
    say(`${run.workflow} ${run.runId} is ${run.status}.`);
  } catch (error) {
    say(error.message);
  }
  await refresh();
}

for (const form of document.querySelectorAll('form.start')) form.addEventListener('submit', start);
/** Who comes by the link of a notice is told how that approval stands, if it no longer waits. */
async function showChosen() {
  const [run, key] = [chosen.get('run'), chosen.get('key')];
  if (!run || !key) return;
  const card = [...document.querySelectorAll('article')].find(({ dataset }) => dataset.id === `${run}/${key}`);
  if (card) return card.scrollIntoView();
  try {
    const { title, status, decision } = await call(
      'GET',
      `/approvals/${encodeURIComponent(run)}/${encodeURIComponent(key)}`,
    );
    say(`${title}: ${status}${decision ? ` by ${decision.by}, ${new Date(decision.at).toLocaleString()}` : ''}.`);
  } catch (error) {
    say(error.message);
  }
}

await refresh();
await showChosen();
setInterval(refresh, 2_000);
