/* The view that says whether all is well. */

const overview = {};

function buildOverview(view) {
  overview.figures = make('dl', { class: 'figures' });
  overview.errors = table([
    { name: 'Error', value: each => each.name ? format.words(each.name) : 'answered with an error status' },
    { name: 'Now', number: true, value: each => format.rate(each.per_second) },
    { name: 'Since the start', number: true, value: each => format.count(each.total) },
  ], each => each.name, 'No request has failed.');
  overview.limits = table([
    { name: 'Limit', value: each => format.words(each.name) },
    { name: 'Now', number: true, value: each => format.rate(each.per_second) },
    { name: 'Since the start', number: true, value: each => format.count(each.total) },
  ], each => each.name, 'No limit was hit.');
  overview.models = uses('Model', 'No model was asked for.');
  overview.tenants = uses('Tenant', 'No tenant has asked for anything.');
  overview.cache = table([
    { name: 'Cache', value: each => each.cache },
    { name: 'Hit rate', number: true, value: each => each.lookups ? format.percent(each.hits / each.lookups) : '–' },
    { name: 'Now', number: true, value: each => each.lookups_per_second ? format.percent(each.hits_per_second / each.lookups_per_second) : '–' },
    { name: 'Hits', number: true, value: each => format.count(each.hits) },
    { name: 'Look-ups', number: true, value: each => format.count(each.lookups) },
  ], each => each.cache, 'Nothing was looked up.');
  overview.cachePanel = panel('Caches', 'since the start', overview.cache.element);
  overview.cachePanel.hidden = true;
  view.append(overview.figures,
    make('div', { class: 'pair' },
      chart('Throughput', 'requests a second', [['requests', 'all', 'one', 'one'], ['failures', 'failed', 'bad', 'red']], format.rate),
      chart('Tokens', 'a second', [['output', 'output', 'two', 'two'], ['input', 'input', 'three', 'three']], format.rate),
      chart('Latency', 'whole request, last 10 s', percentiles('p'), format.time),
      chart('First token', 'streams, last 10 s', percentiles('first'), format.time)),
    make('div', { class: 'pair' },
      panel('Errors', 'by class', overview.errors.element), panel('Limits hit', 'by whose limit', overview.limits.element)),
    panel('Models', 'tokens and cost since the start', overview.models.element),
    panel('Tenants', 'tokens and cost since the start', overview.tenants.element),
    overview.cachePanel);
}

function percentiles(prefix) {
  return [[prefix + '50', 'p50', 'two', 'two'], [prefix + '95', 'p95', 'one', 'one'], [prefix + '99', 'p99', 'three', 'three']];
}

function uses(name, empty) {
  return table([
    { name, value: each => each.name },
    { name: 'Requests', number: true, value: each => format.count(each.requests) },
    { name: 'Now', number: true, value: each => format.rate(each.requests_per_second) },
    { name: 'Input', number: true, value: each => format.count(each.input_tokens) + ' tok' },
    { name: 'Output', number: true, value: each => format.count(each.output_tokens) + ' tok' },
    { name: 'Cost', number: true, value: each => format.usd(each.cost_usd) },
  ], each => each.name, empty);
}

function figures(second) {
  const { traffic } = second;
  const share = traffic.requests_per_second ? traffic.failures_per_second / traffic.requests_per_second : 0;
  const all = [
    ['Requests', format.rate(traffic.requests_per_second), format.count(traffic.active) + ' under way'],
    ['Failed', format.percent(share), format.rate(traffic.failures_per_second), share > 0.05 ? 'bad' : ''],
    ['Latency p95', format.time(second.latency_seconds?.p95), 'p50 ' + format.time(second.latency_seconds?.p50)],
    ['First token p95', format.time(second.first_token_seconds?.p95), 'p50 ' + format.time(second.first_token_seconds?.p50)],
    ['Output tokens', format.rate(traffic.output_tokens_per_second), format.rate(traffic.input_tokens_per_second) + ' input'],
    ['Cost', format.usd(traffic.cost_usd_per_second * 3600).replace(' USD', ' USD/h'), 'at this pace'],
  ];
  const caches = second.cache;
  if (caches) {
    // Each request is looked up in the first cache, and in the next one only what the first has not got.
    const hits = caches.reduce((sum, each) => sum + each.hits_per_second, 0);
    const lookups = Math.max(...caches.map(each => each.lookups_per_second));
    all.push(['Cache hits', lookups ? format.percent(hits / lookups) : '–', 'of ' + format.rate(lookups) + ' look-ups']);
  }
  return all;
}

function showOverview(second) {
  keyed(overview.figures, figures(second), each => each[0],
    ([name]) => make('div', { class: 'figure' }, make('dt', { text: name }), make('dd', {}, make('span'), make('span', { class: 'unit' })),
      make('div', { class: 'side' })),
    (element, [, value, side, kind]) => {
      const [number, unit] = split(value);
      const shown = element.querySelector('dd');
      shown.className = kind ?? '';
      put(shown.firstElementChild, number);
      put(shown.lastElementChild, unit);
      put(element.querySelector('.side'), side);
    });
  overview.errors.show(second.errors);
  overview.limits.show(second.limits);
  overview.models.show(second.models);
  overview.tenants.show(second.tenants);
  overview.cachePanel.hidden = !second.cache;
  overview.cache.show(second.cache ?? []);
  drawCharts();
}
