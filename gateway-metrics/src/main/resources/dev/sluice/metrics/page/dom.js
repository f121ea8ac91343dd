/* Making and keeping elements. Text is always set as text: nothing that comes from outside is ever parsed. */

const byId = id => document.getElementById(id);

/** An element; `props` are attributes, but for `text`, `class` and listeners such as `onclick`. */
function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'text') element.textContent = value;
    else if (name === 'class') element.className = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== undefined && child !== null));
  return element;
}

/** Sets a text, unless it is there already: what does not change is not laid out again. */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Keeps one child for each item, in their order, so that focus and selection stay where they are. */
function keyed(parent, items, keyOf, create, update) {
  const known = parent.kept ?? (parent.kept = new Map());
  const wanted = new Set(items.map(keyOf));
  for (const [key, row] of known) {
    if (!wanted.has(key)) {
      row.remove();
      known.delete(key);
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let row = known.get(key);
    if (!row) known.set(key, row = create(item));
    if (row === place) place = place.nextElementSibling;
    else parent.insertBefore(row, place);
    update(row, item);
  }
}

/**
 * A table. A column is { name, value(item), number, class }; values are texts or elements. Tables fold into blocks on narrow
 * screens. `show(items)` fills it, and says `empty` where there are none.
 */
function table(columns, keyOf, empty) {
  const body = make('tbody');
  const element = make('table', { class: 'folds' },
    make('thead', {}, make('tr', {}, ...columns.map(column =>
      make('th', { scope: 'col', class: column.number ? 'number' : column.class ?? '', text: column.name })))), body);
  element.hidden = true;
  const nothing = make('p', { class: 'empty', text: 'Waiting for the gateway …' });
  const create = () => make('tr', {}, ...columns.map((column, index) =>
    make('td', { class: (column.number ? 'number ' : '') + (column.class ?? (index === 0 ? 'name' : '')), 'data-label': column.name })));
  const update = (row, item) => columns.forEach((column, index) => {
    const value = column.value(item);
    const cell = row.children[index];
    if (value instanceof Node) {
      cell.replaceChildren(value);
    } else put(cell, String(value));
  });
  return {
    element: make('div', {}, element, nothing),
    show(items) {
      element.hidden = items.length === 0;
      nothing.hidden = items.length > 0;
      put(nothing, empty);
      keyed(body, items, keyOf, create, update);
    },
  };
}

/** A panel with a headline, and a hint beside it. */
function panel(title, hint, ...children) {
  return make('section', { class: 'panel' },
    make('div', { class: 'head' }, make('h2', { text: title }), hint ? make('span', { class: 'hint', text: hint }) : undefined),
    ...children);
}

/** A short message in a corner, which is read out, too. */
function toast(text, kind = '') {
  const element = make('div', { class: 'toast ' + kind, text });
  byId('toasts').append(element);
  setTimeout(() => element.remove(), kind === 'bad' ? 9000 : 5000);
}

/** A meter with parts, [class, share] each. */
function meter(parts) {
  const element = make('div', { class: 'meter', 'aria-hidden': 'true' });
  for (const [kind, share] of parts) {
    if (!(share > 0)) continue;
    const part = make('span', { class: kind });
    part.style.width = Math.min(100, share * 100) + '%';
    element.append(part);
  }
  return element;
}
