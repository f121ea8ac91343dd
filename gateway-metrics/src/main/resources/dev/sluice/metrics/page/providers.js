/* Providers, how they do, and their keys. */

const KEY_STATES = [['active', 'ok'], ['cooling', 'warn'], ['invalid', 'bad'], ['disabled', 'off']];
const BREAKER_STATES = [['closed', 'ok'], ['half_open', 'warn'], ['open', 'bad']];

const providers = { cards: null, open: new Set() };

function buildProviders(view) {
  providers.cards = make('div', { class: 'cards' });
  providers.empty = make('p', { class: 'panel empty', text: 'No provider is configured.' });
  view.append(providers.cards, providers.empty);
}

function showProviders(second) {
  providers.empty.hidden = second.providers.length > 0;
  keyed(providers.cards, second.providers, each => each.name, card, updateCard);
}

function card({ name }) {
  const facts = make('dl', { class: 'pairs' });
  const keys = make('div', { class: 'states' });
  const breakers = make('div', { class: 'states' });
  const badge = make('span', { class: 'badge' });
  const manage = make('div', { class: 'manage', hidden: true, id: 'manage-' + name });
  const button = make('button', { type: 'button', class: 'push', text: 'Manage keys', 'aria-expanded': 'false', 'aria-controls': manage.id,
    'aria-label': 'Manage keys of ' + name });
  const element = make('section', { class: 'panel provider', 'aria-label': name },
    make('div', { class: 'bar' }, make('h2', { text: name }), badge, button), facts, keys, breakers, manage);
  Object.assign(element, { facts, keys, breakers, badge });
  button.onclick = () => {
    const open = manage.hidden;
    manage.hidden = !open;
    element.classList.toggle('open', open);
    button.setAttribute('aria-expanded', String(open));
    if (open) manageKeys(name, manage);
    else manage.replaceChildren();
  };
  document.addEventListener(LOGIN, () => manage.hidden || manageKeys(name, manage));
  return element;
}

function updateCard(element, provider) {
  put(element.badge, provider.available ? 'available' : 'unavailable');
  element.badge.className = 'badge ' + (provider.available ? 'ok' : 'bad');
  keyed(element.facts, [
    ['Attempts', format.rate(provider.attempts_per_second)],
    ['Failing', format.rate(provider.failures_per_second)],
    ['p95', provider.p95_seconds ? format.time(provider.p95_seconds) : '–'],
    ['Health', format.percent(provider.health)],
    ['Connections', format.count(provider.active_connections)],
  ], each => each[0], ([name]) => make('div', {}, make('dt', { text: name }), make('dd')), (row, [, value]) => put(row.lastElementChild, value));
  states(element.keys, 'Keys', KEY_STATES, provider.keys);
  states(element.breakers, 'Breakers', BREAKER_STATES, provider.breakers);
}

/** A bar and words: colour alone says nothing to some. */
function states(element, title, kinds, counts) {
  const total = kinds.reduce((sum, [state]) => sum + (counts[state] ?? 0), 0);
  const words = kinds.filter(([state]) => counts[state]).map(([state]) => counts[state] + ' ' + format.words(state)).join(' · ');
  const text = `${title}: ${words || 'none'}`;
  element.hidden = total === 0;
  if (element.said === text) return;
  element.said = text;
  element.replaceChildren(make('span', { class: 'words', text }),
    meter(kinds.map(([state, kind]) => [kind, (counts[state] ?? 0) / total])));
}

async function manageKeys(provider, place) {
  const again = () => manageKeys(provider, place);
  if (!session.admin) {
    place.replaceChildren(refusal(again));
    return;
  }
  const path = '/api/v1/providers/' + encodeURIComponent(provider);
  const found = await api('GET', path);
  if (!found.ok) {
    place.replaceChildren(make('p', { class: 'problem', text: found.problem }));
    return;
  }
  if (found.data.kind === 'aggregate') {
    place.replaceChildren(make('p', { class: 'muted', text: 'An aggregate of '
      + found.data.members.map(each => each.provider).join(', ') + ': it has no keys of its own.' }));
    return;
  }
  const listed = await api('GET', path + '/keys?limit=200');
  const rows = keyTable(path, again);
  place.replaceChildren(
    make('div', { class: 'bar' },
      make('button', { type: 'button', text: 'Add a key', onclick: () => addKey(path, again) }),
      make('button', { type: 'button', text: 'Validate all', onclick: () => validate(path + '/keys/validate', again) }),
      make('button', { type: 'button', text: 'Reset breakers',
        onclick: async () => await change('Breakers are closed.', 'POST', path + '/breakers/reset', {}) && again() })),
    rows.element,
    listed.ok && listed.data.next ? make('p', { class: 'muted', text: 'The first 200 keys are shown; the API has all of them.' }) : '');
  rows.show(listed.ok ? listed.data.items : []);
}

function keyTable(path, again) {
  return table([
    { name: 'Key', value: each => each.name },
    { name: 'Value', class: 'mono', value: each => each.masked },
    { name: 'State', value: each => make('span', { class: 'badge ' + Object.fromEntries(KEY_STATES)[each.state],
      text: each.reason ? each.state + ': ' + format.words(each.reason) : each.state }) },
    { name: 'Health', number: true, value: each => format.percent(each.health) },
    { name: 'In flight', number: true, value: each => each.in_flight },
    { name: 'Actions', class: 'acts', value: each => keyActions(path + '/keys/' + encodeURIComponent(each.name), each, again) },
  ], each => each.name, 'This group has no keys.');
}

function keyActions(path, key, again) {
  const act = (text, attempt, kind = 'quiet') =>
    make('button', { type: 'button', class: kind, text, 'aria-label': `${text} ${key.name}`, onclick: attempt });
  const post = (what, to) => async () => await change(what, 'POST', path + to) && again();
  return make('span', {},
    key.state === 'active' || key.state === 'cooling' ? act('Disable', post(`${key.name} is disabled.`, '/disable')) : '',
    key.state !== 'active' ? act('Restore', post(`${key.name} is active again.`, '/restore')) : '',
    act('Validate', () => validate(path + '/validate', again)),
    key.source === 'api' ? act('Delete', () => deleteKey(path, key, again), 'quiet danger') : '');
}

async function deleteKey(path, key, again) {
  const done = await ask({ title: 'Delete ' + key.name + '?', text: 'The key is taken out of use at once and for good.', action: 'Delete',
    danger: true, attempt: async () => (await api('DELETE', path)).problem });
  if (done) again();
}

async function addKey(path, again) {
  const done = await ask({
    title: 'Add a key', text: 'It is kept encrypted, in use at once, and never shown again.', action: 'Add',
    fields: [
      { name: 'name', label: 'Name', required: true },
      { name: 'value', label: 'Value', type: 'password', required: true },
      { name: 'priority', label: 'Priority', type: 'number', value: '1', hint: 'Usable keys of the lowest number are used.' },
    ],
    attempt: async ({ name, value, priority }) =>
      (await api('POST', path + '/keys', { keys: [{ name, value, priority: Number(priority) }] })).problem,
  });
  if (done) again();
}

/** Starts a validation and tells how it ended. */
async function validate(path, again) {
  const started = await change('Validation has begun.', 'POST', path);
  if (!started) return;
  let task = started;
  for (let tries = 0; tries < 60 && task.ok && task.data.state === 'running'; tries++) {
    await new Promise(done => setTimeout(done, 1_000));
    task = await api('GET', '/api/v1/tasks/' + encodeURIComponent(started.data.id));
  }
  if (task.ok) toast(`Validated ${task.data.done} of ${task.data.total}: ${task.data.valid} valid, ${task.data.invalid} invalid, `
    + `${task.data.error} without an answer.`);
  again();
}
