/* Who has signed in, and talking to the admin API as them. The login stays in this tab and is sent as a header only. */

const STORED = 'sluice.authorization';
/** Told to the document when somebody has come or gone. */
const LOGIN = 'sluice-login';

const session = {
  authorization: sessionStorage.getItem(STORED),
  name: null,
  role: null,
  needed: false,
  possible: false,
  get admin() { return session.role === 'admin'; },
  get mayLook() { return !session.needed || session.role !== null; },
};

/** An answer is { ok, status, data, problem }; problem is a sentence. */
async function api(method, path, body, headers = {}) {
  const sent = { ...headers };
  if (session.authorization) sent.Authorization = session.authorization;
  if (method !== 'GET' && method !== 'DELETE') sent['Content-Type'] = 'application/json';
  try {
    const answer = await fetch(path, {
      method, headers: sent, credentials: 'omit', cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const data = text.startsWith('{') ? JSON.parse(text) : text;
    return { ok: answer.ok, status: answer.status, data, etag: answer.headers.get('ETag'), problem: answer.ok ? '' : said(answer.status, data) };
  } catch (e) {
    return { ok: false, status: 0, data: null, problem: 'The gateway does not answer.' };
  }
}

function said(status, data) {
  const error = data?.error;
  if (!error) return 'The gateway answered ' + status + '.';
  const problems = (error.problems ?? []).map(each => (each.path ? each.path + ': ' : '') + each.message);
  return [(error.field ? error.field + ' ' : '') + error.message, ...problems].join('; ') + ' (' + status + ')';
}

/** Asks who this is. */
async function recognise() {
  let answer = await api('GET', '/api/v1/login');
  if (answer.status === 401 && session.authorization) {
    forget();
    answer = await api('GET', '/api/v1/login');
  }
  if (answer.ok) {
    const { name, role, needed, possible } = answer.data;
    Object.assign(session, { name, role, needed, possible });
  }
  return answer;
}

function forget() {
  session.authorization = null;
  session.name = null;
  session.role = null;
  sessionStorage.removeItem(STORED);
}

function basic(user, password) {
  const bytes = new TextEncoder().encode(user + ':' + password);
  return 'Basic ' + btoa(String.fromCharCode(...bytes));
}

/** Tries a login; a sentence that says why it failed, or nothing. */
async function signIn(authorization) {
  const before = session.authorization;
  session.authorization = authorization;
  const answer = await api('GET', '/api/v1/login');
  if (!answer.ok) {
    session.authorization = before;
    return answer.status === 401 ? 'This login is wrong.' : answer.problem;
  }
  const { name, role, needed, possible } = answer.data;
  if (role === null) {
    session.authorization = before;
    return 'This gateway has no users: configure admin.users.';
  }
  Object.assign(session, { name, role, needed, possible });
  sessionStorage.setItem(STORED, authorization);
  return '';
}

/** Why the one who is here may not change anything. */
function whyNot() {
  if (session.role) {
    return `This needs the admin role. You are signed in as ${session.name}, whose role is ${session.role}: it may look, not change.`;
  }
  return session.possible ? 'To change something, sign in as a user with the admin role.'
    : 'Nothing can be changed here: the gateway has no admin users. Configure admin.users.';
}
