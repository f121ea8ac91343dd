/* Numbers as people read them, each with its unit. */

const PLAIN = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function digits(value) {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const format = {
  /** Whole numbers up to ten thousand as they are, then 12.3 k, 4.56 M. */
  count(value) {
    if (Math.abs(value) < 10_000) return PLAIN.format(value);
    for (const [size, unit] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
      if (Math.abs(value) >= size) return digits(value / size) + ' ' + unit;
    }
    return PLAIN.format(value);
  },
  rate: value => (Math.abs(value) >= 10_000 ? format.count(value) : digits(value)) + '/s',
  /** Seconds in the unit that fits. */
  time(seconds) {
    if (seconds === undefined || seconds === null) return '–';
    if (seconds === 0) return '0 ms';
    if (seconds < 0.001) return digits(seconds * 1e6) + ' µs';
    if (seconds < 1) return digits(seconds * 1e3) + ' ms';
    return seconds < 120 ? digits(seconds) + ' s' : format.span(seconds);
  },
  /** A long time: the two largest units. */
  span(seconds) {
    const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
    const first = units.findIndex(([, size]) => seconds >= size);
    if (first < 0) return '0 s';
    const [unit, size] = units[first];
    const rest = units[first + 1];
    const whole = Math.floor(seconds / size) + ' ' + unit;
    const more = rest ? Math.floor((seconds % size) / rest[1]) : 0;
    return more > 0 ? whole + ' ' + more + ' ' + rest[0] : whole;
  },
  bytes(value) {
    for (const [size, unit] of [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']]) {
      if (value >= size) return digits(value / size) + ' ' + unit;
    }
    return PLAIN.format(value) + ' B';
  },
  usd(value) {
    if (value === 0) return '0 USD';
    const size = Math.abs(value);
    if (size < 0.000001) return '< 0.000001 USD';
    return (size >= 100 ? PLAIN.format(value) : size >= 1 ? value.toFixed(2) : size >= 0.01 ? value.toFixed(4) : value.toFixed(6)) + ' USD';
  },
  percent: share => digits(share * 100) + ' %',
  /** Without zeros behind the point, for an axis. */
  short: text => text.replace(/\.(\d*?)0+(?=\D|$)/, (all, kept) => kept ? '.' + kept : ''),
  clock: millis => new Date(millis).toLocaleTimeString('en-GB'),
  /** A code of the gateway's as words. */
  words: code => code.replaceAll('_', ' '),
};

/** A number and its unit apart, for figures whose unit is small. */
function split(text) {
  const at = text.search(/[ /](?=[^\d])/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()];
}
