/* The newest exchanges, each as a line of its phases. */

const PHASES = [['gateway', 'gateway'], ['cache', 'cache'], ['queue', 'waiting for a connection'], ['provider', 'provider, to the first output'],
  ['output', 'output'], ['end', 'end']];
const SHOWN = 50;
const REMEMBERED = 200;

const requests = { known: new Map(), only: 'all', paused: false, frozen: [] };

function buildRequests(view) {
  requests.list = make('ol', { class: 'exchanges' });
  requests.empty = make('p', { class: 'empty' });
  const filters = [['all', 'All'], ['failed', 'Failed'], ['streams', 'Streams']].map(([only, text]) =>
    make('button', { type: 'button', text, 'aria-pressed': String(only === 'all'), onclick: event => {
      requests.only = only;
      filters.forEach(each => each.setAttribute('aria-pressed', String(each === event.target)));
      showRequests();
    } }));
  const pause = make('button', { type: 'button', class: 'push', text: 'Pause', 'aria-pressed': 'false', onclick: () => {
    requests.paused = !requests.paused;
    requests.frozen = newest();
    pause.setAttribute('aria-pressed', String(requests.paused));
    put(pause, requests.paused ? 'Go on' : 'Pause');
    showRequests();
  } });
  view.append(make('section', { class: 'panel' },
    make('div', { class: 'head' }, make('h2', { text: 'Recent requests' }),
      make('span', { class: 'hint', text: 'some of each second, the newest first; nothing of what was said in them' })),
    make('div', { class: 'bar' }, make('div', { class: 'bar', role: 'group', 'aria-label': 'Which' }, ...filters), pause),
    make('p', { class: 'phases' }, ...PHASES.map(([name, text]) =>
      make('span', {}, make('i', { class: 'swatch phase-' + name }), text))),
    make('div', { class: 'exchange headline', 'aria-hidden': 'true' }, ...['Began', 'Model', 'Status', 'Phases'].map(text => make('span', { text })),
      ...['Time', 'Tokens', 'Cost'].map(text => make('span', { class: 'right', text }))),
    requests.list, requests.empty));
}

/** Takes what a second brings; what is known already is not there twice. */
function collect(exchanges) {
  exchanges.forEach(each => requests.known.set(each.id, each));
  if (requests.known.size > REMEMBERED) {
    requests.known = new Map(newest().slice(0, REMEMBERED).map(each => [each.id, each]));
  }
}

function newest() {
  return [...requests.known.values()].sort((one, other) => other.at + other.seconds * 1000 - one.at - one.seconds * 1000);
}

function showRequests() {
  const wanted = (requests.paused ? requests.frozen : newest())
    .filter(each => requests.only === 'all' || (requests.only === 'failed' ? !each.success : each.stream)).slice(0, SHOWN);
  const longest = Math.max(...wanted.map(each => each.seconds), 0.001);
  requests.empty.hidden = wanted.length > 0;
  put(requests.empty, requests.only === 'all' ? 'Nothing has been asked for yet.' : 'There is none of these.');
  keyed(requests.list, wanted, each => each.id, exchange, (row, each) => {
    row.scale.style.width = Math.max(0.5, each.seconds / longest * 100) + '%';
  });
}

function exchange(each) {
  const scale = make('div');
  for (const phase of each.phases) {
    const part = make('span', { class: 'phase-' + phase.name });
    part.style.width = phase.seconds / each.seconds * 100 + '%';
    scale.append(part);
  }
  const told = each.phases.map(phase => Object.fromEntries(PHASES)[phase.name] + ' ' + format.time(phase.seconds)).join(', ');
  const from = [each.tenant, each.key].filter(Boolean).join(' / ');
  const to = (each.cache ? each.cache + ' cache' : each.provider || 'no provider') + (each.attempts > 1 ? ` · ${each.attempts} attempts` : '') + (from ? ' · ' + from : '');
  const status = each.failure ? format.words(each.failure) : each.ended_by ? 'ended by ' + format.words(each.ended_by) : '';
  const row = make('li', { class: 'exchange' },
    make('span', { class: 'muted', text: format.clock(each.at) }),
    make('span', { class: 'who' }, make('span', { text: (each.model || 'unknown model') + (each.stream ? ' · stream' : '') }),
      make('span', { class: 'muted', text: to })),
    make('span', {}, make('span', { class: 'badge ' + (each.success ? 'ok' : 'bad'), text: String(each.status), title: status || 'succeeded' })),
    make('div', { class: 'timeline', role: 'img', 'aria-label': told, title: told }, scale),
    make('span', { class: 'right', text: format.time(each.seconds) }),
    make('span', { class: 'right', text: each.cache ? 'kept answer' : (each.estimated ? '≈ ' : '') + format.count(each.input_tokens) + ' → ' + format.count(each.output_tokens) + ' tok' }),
    make('span', { class: 'right cost', text: format.usd(each.cost_usd) }));
  row.scale = scale;
  row.title = status;
  return row;
}
