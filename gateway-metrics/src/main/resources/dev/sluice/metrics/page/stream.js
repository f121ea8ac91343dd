/* What the gateway tells each second. EventSource could not send the login, so the stream is read as any answer is. */

const SILENCE_MS = 10_000;
const HIDDEN_MS = 60_000;

const stream = { aborter: null, wanted: false, failures: 0, timer: 0 };

/** Listens until told otherwise; `hear(name, data)` gets each event, `tell(state)` how the connection does. */
async function listen(hear, tell) {
  stop();
  stream.wanted = true;
  stream.failures = 0;
  const aborter = stream.aborter = new AbortController();
  while (stream.wanted && stream.aborter === aborter) {
    const answer = await once(aborter, hear, tell);
    if (!stream.wanted || stream.aborter !== aborter) return;
    if (answer === 401 || answer === 403) {
      tell('refused');
      return;
    }
    tell(answer === 503 ? 'crowded' : 'away');
    stream.failures = answer === 200 ? 0 : stream.failures + 1;
    await new Promise(done => setTimeout(done, Math.min(10_000, 250 * 2 ** stream.failures)));
  }
}

/** One connection, to its end; the status of the answer, 0 where there was none. */
async function once(aborter, hear, tell) {
  let heard = 0;
  const own = new AbortController();
  const end = () => own.abort();
  aborter.signal.addEventListener('abort', end);
  const watch = setInterval(() => performance.now() - heard > SILENCE_MS && end(), 1_000);
  heard = performance.now();
  try {
    const headers = session.authorization ? { Authorization: session.authorization } : {};
    const answer = await fetch('/api/v1/live', { headers, credentials: 'omit', cache: 'no-store', signal: own.signal });
    if (!answer.ok) return answer.status;
    tell('live');
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 200;
      heard = performance.now();
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      events.forEach(event => dispatch(event, hear));
    }
  } catch (e) {
    return 0;
  } finally {
    clearInterval(watch);
    aborter.signal.removeEventListener('abort', end);
  }
}

function dispatch(event, hear) {
  let name = '';
  let data = '';
  for (const line of event.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7);
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  if (data) hear(name, JSON.parse(data));
}

function stop() {
  stream.wanted = false;
  stream.aborter?.abort();
}

/** A page that nobody sees for a minute listens no longer: there are not many places. */
function whileSeen(begin) {
  document.addEventListener('visibilitychange', () => {
    clearTimeout(stream.timer);
    if (document.hidden) stream.timer = setTimeout(stop, HIDDEN_MS);
    else if (!stream.wanted) begin();
  });
}
