/* Puts the page together: the views, the theme, who is here, and what comes each second. */

const VIEWS = {
  overview: { build: buildOverview, show: showOverview },
  providers: { build: buildProviders, show: showProviders },
  requests: { build: buildRequests, show: showRequests },
  accounts: { build: buildAccounts, enter: showAccounts },
  system: { build: buildSystem, show: showSystem, enter: offerActions },
};
const THEMES = ['auto', 'light', 'dark'];
const THEME = 'sluice.theme';
const LINKS = { live: 'live', away: 'reconnecting', crowded: 'too many viewers', refused: 'sign in' };
const STATES = { ready: 'ok', degraded: 'warn', not_ready: 'bad' };

let current = 'overview';
let latest = null;

function hear(name, second) {
  latest = second;
  // A first event may know no rates yet.
  if (name === 'second') remember(second);
  collect(second.exchanges);
  const { gateway } = second;
  const state = byId('state');
  put(state, gateway.state === 'not_ready' ? 'draining or starting' : gateway.state);
  state.className = 'badge ' + STATES[gateway.state];
  const who = session.role ? ` · ${session.name} (${session.role})` : '';
  put(byId('about'), `version ${gateway.version} · up ${format.span(gateway.uptime_seconds)}${who}`);
  show();
}

function show() {
  if (latest) VIEWS[current].show?.(latest);
}

function tell(state) {
  const link = byId('link');
  link.className = 'link ' + (state === 'live' ? 'live' : 'away');
  put(link.querySelector('.word'), LINKS[state]);
  if (state === 'refused') changed();
}

/** The view that the address names; anything else, as the skip link's, leaves it. */
function route() {
  const asked = location.hash.slice(1);
  if (asked && !VIEWS[asked]) return;
  current = asked || 'overview';
  const closed = !session.mayLook;
  byId('closed').hidden = !closed;
  document.querySelectorAll('[data-view]').forEach(view => { view.hidden = closed || view.dataset.view !== current; });
  document.querySelectorAll('.views a').forEach(link => {
    if (link.hash === '#' + current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
  if (closed) return;
  VIEWS[current].enter?.();
  show();
}

/** Somebody has come or gone. */
async function changed() {
  await recognise();
  const account = byId('account');
  put(account, session.role ? 'Sign out' : 'Sign in');
  account.hidden = !session.role && !session.possible;
  // What one may see is not what the next one may.
  document.dispatchEvent(new Event(LOGIN));
  route();
  if (session.mayLook) listen(hear, tell);
  else stop();
}

function theme(choice) {
  if (choice === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  put(byId('theme').querySelector('.choice'), choice);
  localStorage.setItem(THEME, choice);
  redrawCharts();
}

for (const [name, view] of Object.entries(VIEWS)) view.build(byId('view-' + name));

byId('theme').onclick = () => theme(THEMES[(THEMES.indexOf(localStorage.getItem(THEME) ?? 'auto') + 1) % THEMES.length]);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawCharts);
byId('open-login').onclick = () => askForLogin();
byId('account').onclick = () => {
  if (!session.role) return askForLogin();
  forget();
  changed();
};
addEventListener('hashchange', route);
whileSeen(changed);
theme(THEMES.includes(localStorage.getItem(THEME)) ? localStorage.getItem(THEME) : 'auto');
changed();
