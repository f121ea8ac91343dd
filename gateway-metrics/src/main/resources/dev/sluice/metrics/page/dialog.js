/* The one dialog: it asks for values, tries them, and stays open with the reason when they are refused. */

/**
 * Asks. A field is { name, label, type, value, options, hint, required }; `attempt(values)` gives a sentence when it fails and nothing
 * when it is done. Resolves to whether it was done.
 */
function ask({ title, text, fields = [], action = 'Save', danger = false, attempt, extra }) {
  const dialog = byId('dialog');
  const form = dialog.querySelector('form');
  const problem = dialog.querySelector('.problem');
  const go = dialog.querySelector('.go');
  const inputs = fields.map(input);
  put(byId('dialog-title'), title);
  put(go, action);
  go.className = danger ? 'go danger' : 'go primary';
  go.hidden = !attempt;
  put(dialog.querySelector('.cancel'), attempt ? 'Cancel' : 'Close');
  problem.hidden = true;
  dialog.querySelector('.body').replaceChildren(
    ...(text ? [make('p', { text })] : []), ...inputs.map(each => each.element), ...(extra ? [extra] : []));
  return new Promise(resolve => {
    let done = false;
    form.onsubmit = async event => {
      event.preventDefault();
      if (!attempt) return dialog.close();
      go.disabled = true;
      const failed = await attempt(Object.fromEntries(inputs.map(each => [each.name, each.value()])));
      go.disabled = false;
      problem.hidden = !failed;
      put(problem, failed || '');
      if (failed) return (inputs[0]?.focusable ?? go).focus();
      done = true;
      dialog.close();
    };
    dialog.querySelector('.cancel').onclick = () => dialog.close();
    dialog.onclose = () => {
      // A password must not stay in the document.
      dialog.querySelector('.body').replaceChildren();
      resolve(done);
    };
    dialog.showModal();
    inputs[0]?.focusable.focus();
    inputs[0]?.focusable.select?.();
  });
}

function input(field) {
  const { name, label, type = 'text', value = '', options, hint, required = false } = field;
  const props = { name, required, autocomplete: field.autocomplete ?? 'off', spellcheck: 'false' };
  let control;
  if (options) control = make('select', props, ...options.map(each => make('option', { value: each, text: each })));
  else if (type === 'text-block') control = make('textarea', props);
  else control = make('input', { ...props, type, step: type === 'number' ? 'any' : undefined });
  if (type === 'checkbox') control.checked = value;
  else if (value !== '') control.value = value;
  const element = type === 'checkbox' ? make('label', { class: 'check' }, control, label)
    : make('label', {}, label, control, hint ? make('span', { class: 'hint', text: hint }) : undefined);
  return { name, element, focusable: control, value: () => type === 'checkbox' ? control.checked : control.value };
}

/** Asks for a login, and does `again` what could not be done without. */
async function askForLogin(again) {
  const done = await ask({
    title: 'Sign in',
    text: 'As a user of the admin port. The login is kept in this tab only.',
    action: 'Sign in',
    fields: [
      { name: 'user', label: 'User', value: 'admin', autocomplete: 'username', hint: 'Leave it empty to sign in with a token.' },
      { name: 'secret', label: 'Password or token', type: 'password', required: true, autocomplete: 'current-password' },
    ],
    attempt: ({ user, secret }) => signIn(user ? basic(user, secret) : 'Bearer ' + secret),
  });
  if (!done) return;
  await changed();
  again?.();
}

/** Does something that changes the gateway, and says what came of it. */
async function change(what, method, path, body, headers) {
  if (!session.admin) {
    toast(whyNot(), 'bad');
    return null;
  }
  const answer = await api(method, path, body, headers);
  if (answer.ok) toast(what + (answer.data?.warning ? ' – ' + answer.data.warning : ''));
  else toast(answer.problem, 'bad');
  return answer.ok ? answer : null;
}

/** What stands in the place of management for those who may not. */
function refusal(again) {
  return make('div', { class: 'notice refusal' }, make('p', { text: whyNot() }),
    session.possible ? make('button', { type: 'button', text: session.role ? 'Sign in as someone else' : 'Sign in', onclick: () => askForLogin(again) })
      : undefined);
}
