/* The process itself: event loops, memory, connections, configuration, caches. */

const MEMORY = { resident: 'Resident', heap: 'Java heap', direct: 'Buffers', bodies: 'Request bodies' };

const CONNECTIONS = { client: 'Clients', upstream: 'Providers', db: 'Database', redis: 'Redis' };
const WHEN = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' };

const system = { purge: null };

function buildSystem(view) {
  system.loops = table([
    { name: 'Loop', value: each => 'Loop ' + each.loop },
    { name: 'Busy', number: true, value: each => format.percent(each.busy_ratio) },
    { name: 'Lag p99', number: true, value: each => format.time(each.lag_p99_seconds) },
    { name: 'Tasks waiting', number: true, value: each => format.count(each.pending_tasks) },
    { name: 'Load', class: 'load', value: each => meter([[each.busy_ratio > 0.85 ? 'bad' : each.busy_ratio > 0.6 ? 'warn' : 'ok', each.busy_ratio]]) },
  ], each => each.loop, 'No event loop tells anything.');
  system.memory = table([
    { name: 'Kind', value: each => MEMORY[each.name] ?? each.name },
    { name: 'Used', number: true, value: each => format.bytes(each.used) },
    { name: 'Most', number: true, value: each => each.max > 0 ? format.bytes(each.max) : '–' },
    { name: 'Share', class: 'load', value: each => each.max > 0 ? meter([[each.used / each.max > 0.9 ? 'bad' : 'ok', each.used / each.max]]) : '–' },
  ], each => each.name, 'Nothing is known of the memory.');
  system.connections = table([
    { name: 'Kind', value: each => CONNECTIONS[each.kind] ?? format.words(each.kind) },
    { name: 'Active', number: true, value: each => format.count(each.active ?? 0) },
    { name: 'Idle', number: true, value: each => format.count(each.idle ?? 0) },
    { name: 'Waited for', number: true, value: each => format.count(each.pending ?? 0) },
  ], each => each.kind, 'There are no connections.');
  system.facts = make('dl', { class: 'pairs' });
  system.actions = make('div', { class: 'bar' });
  view.append(
    panel('Gateway', '', system.facts, system.actions),
    panel('Event loops', 'busy: share of the last probe; lag: last 10 s', system.loops.element),
    make('div', { class: 'pair' }, panel('Memory', '', system.memory.element), panel('Connections', 'at the moment', system.connections.element)),
    make('p', { class: 'muted' }, 'For machines: ', make('a', { href: '/metrics', text: '/metrics' }), ' · ',
      make('a', { href: '/-/ready', text: '/-/ready' }), ' · the management API under /api/v1'));
}

function showSystem(second) {
  const { gateway } = second;
  keyed(system.facts, [
    ['State', format.words(gateway.state) + (gateway.trouble ? ': ' + format.words(gateway.trouble) : '')],
    ['Version', gateway.version],
    ['Java', gateway.java],
    ['Up for', format.span(gateway.uptime_seconds)],
    ['CPU', digits(gateway.cpu_cores) + ' cores'],
    ['Configuration', gateway.reload_successful ? 'in force' : 'last reload refused'],
    ['Loaded', new Date(gateway.reloaded_at).toLocaleString('en-GB', WHEN)],
  ], each => each[0], ([name]) => make('div', {}, make('dt', { text: name }), make('dd')), (row, [, value]) => put(row.lastElementChild, value));
  system.loops.show(second.loops);
  system.memory.show(Object.entries(second.memory).map(([name, use]) => ({ name, ...use })));
  system.connections.show(Object.entries(second.connections).map(([kind, states]) => ({ kind, ...states })));
}

/** What an operator may do here; the way to empty caches is there only where the API has one. */
async function offerActions() {
  system.actions.replaceChildren();
  if (!session.admin) {
    system.actions.append(refusal());
    return;
  }
  system.actions.append(make('button', { type: 'button', text: 'Reload the configuration',
    onclick: () => change('The configuration was reloaded.', 'POST', '/-/reload', {}) }));
  const described = await api('GET', '/api/v1/openapi.json');
  const [path, method] = described.ok ? purge(described.data.paths) : [];
  if (path && session.admin) {
    system.actions.append(make('button', { type: 'button', class: 'danger', text: 'Empty the caches', onclick: () => ask({
      title: 'Empty the caches?', text: 'Answers are asked for anew.', action: 'Empty', danger: true,
      attempt: async () => (await api(method, path)).problem }) }));
  }
}

function purge(paths) {
  if (paths['/api/v1/cache/purge']?.post) return ['/api/v1/cache/purge', 'POST'];
  return paths['/api/v1/cache']?.delete ? ['/api/v1/cache', 'DELETE'] : [];
}
