/* Tenants, users, their credits, and clients' keys, through the admin API. */

const KINDS = {
  tenants: {
    title: 'Tenants', one: 'tenant', columns: [['Tier', each => each.definition.tier ?? '–']],
    fields: [{ name: 'id', label: 'Id', required: true },
      { name: 'tier', label: 'Tier', options: ['free', 'starter', 'professional', 'enterprise'] }],
  },
  users: {
    title: 'Users', one: 'user',
    columns: [['Tenant', each => each.definition.tenant ?? 'default'], ['Prepaid', each => each.definition.prepaid ? 'yes' : 'no']],
    fields: [{ name: 'id', label: 'Id', required: true }, { name: 'tenant', label: 'Tenant', hint: 'Empty: default.' },
      { name: 'prepaid', label: 'Pays from credits', type: 'checkbox', value: false }],
  },
  'client-keys': {
    title: 'Client keys', one: 'client key',
    columns: [['Belongs to', each => each.definition.user ?? each.definition.tenant ?? 'default'],
      ['Models', each => (each.definition.models ?? ['*']).join(', ')]],
    fields: [{ name: 'id', label: 'Id', required: true }, { name: 'user', label: 'User', hint: 'A user, or a tenant, or neither.' },
      { name: 'tenant', label: 'Tenant' }],
  },
};

const accounts = { kind: 'tenants' };

function buildAccounts(view) {
  accounts.place = make('div', {});
  const tabs = Object.entries(KINDS).map(([kind, { title }]) => make('button', { type: 'button', text: title,
    'aria-pressed': String(kind === accounts.kind), onclick: event => {
      accounts.kind = kind;
      tabs.forEach(each => each.setAttribute('aria-pressed', String(each === event.target)));
      showAccounts();
    } }));
  view.append(make('div', { class: 'bar', role: 'group', 'aria-label': 'Kind of accounts' }, ...tabs), accounts.place);
}

async function showAccounts() {
  if (!session.admin) {
    accounts.place.replaceChildren(make('section', { class: 'panel' }, refusal(showAccounts)));
    return;
  }
  const kind = accounts.kind;
  const { title, one, columns } = KINDS[kind];
  const path = '/api/v1/' + kind;
  const listed = await api('GET', path + '?limit=200');
  if (kind !== accounts.kind) return;
  const rows = table([
    { name: 'Id', value: each => each.id },
    ...columns.map(([name, value]) => ({ name, value })),
    { name: 'From', value: each => each.source },
    { name: 'Actions', class: 'acts', value: each => accountActions(kind, path + '/' + encodeURIComponent(each.id), each) },
  ], each => each.id, `There is no ${one}.`);
  accounts.place.replaceChildren(make('section', { class: 'panel' },
    make('div', { class: 'bar head' }, make('h2', { text: title }),
      make('button', { type: 'button', class: 'push', text: 'New ' + one, onclick: () => create(kind) })),
    listed.ok ? rows.element : make('p', { class: 'problem', text: listed.problem }),
    listed.ok && listed.data.next ? make('p', { class: 'muted', text: 'The first 200 are shown; the API has all of them.' }) : ''));
  rows.show(listed.ok ? listed.data.items : []);
}

function accountActions(kind, path, item) {
  const act = (text, attempt, style = 'quiet') =>
    make('button', { type: 'button', class: style, text, 'aria-label': `${text} ${item.id}`, onclick: attempt });
  return make('span', {},
    kind === 'users' ? act('Credits', () => credits(path, item)) : '',
    item.source === 'api' ? act('Edit', () => edit(path, item)) : '',
    item.source === 'api' ? act(kind === 'client-keys' ? 'Revoke' : 'Delete', () => drop(path, item), 'quiet danger') : '');
}

async function create(kind) {
  const { one, fields } = KINDS[kind];
  let made = null;
  const done = await ask({
    title: 'New ' + one, action: 'Create', fields,
    attempt: async values => {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
      made = await api('POST', '/api/v1/' + kind, given);
      return made.problem;
    },
  });
  if (!done) return;
  if (made.data.value) {
    await ask({ title: 'Its value', text: 'It is shown now and never again.',
      extra: make('p', { class: 'mono', tabindex: '0', text: made.data.value }) });
  }
  showAccounts();
}

async function edit(path, item) {
  const done = await ask({
    title: 'Edit ' + item.id, text: 'What is left out has its default.', action: 'Save',
    fields: [{ name: 'json', label: 'Definition', type: 'text-block', value: JSON.stringify(item.definition, null, 2) }],
    attempt: async ({ json }) => {
      let definition;
      try {
        definition = JSON.parse(json);
      } catch (e) {
        return 'This is not JSON.';
      }
      return (await api('PUT', path, definition, { 'If-Match': `"${item.version}"` })).problem;
    },
  });
  if (done) showAccounts();
}

async function drop(path, item) {
  const done = await ask({ title: `Delete ${item.id}?`, text: 'At once and for good.', action: 'Delete', danger: true,
    attempt: async () => (await api('DELETE', path)).problem });
  if (done) showAccounts();
}

/** What a user has, how it came about, and more of it. One key for one change, however often it is tried. */
async function credits(path, item) {
  const found = await api('GET', path + '/credits?limit=5');
  if (!found.ok) return toast(found.problem, 'bad');
  const changes = table([
    { name: 'When', value: each => each.made_at.slice(0, 16).replace('T', ' ') },
    { name: 'Change', number: true, value: each => format.usd(each.usd) },
    { name: 'Balance', number: true, value: each => format.usd(each.balance_usd) },
  ], each => each.idempotency_key, 'Nothing was ever paid in.');
  changes.show(found.data.changes.items);
  const key = 'page-' + [...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const done = await ask({
    title: 'Credits of ' + item.id, text: 'Balance: ' + format.usd(found.data.balance_usd), action: 'Top up', extra: changes.element,
    fields: [{ name: 'usd', label: 'Amount in USD', type: 'number', required: true }],
    attempt: async ({ usd }) => (await api('POST', path + '/credits', { usd: Number(usd) }, { 'Idempotency-Key': key })).problem,
  });
  if (done) toast('Credits were added.');
}
