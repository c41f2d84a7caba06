// Numbers as people read them.
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function number(value) {
  return value < 10000 ? whole.format(value) : compact.format(value);
}

export function percent(part, all) {
  const share = all === 0 ? 0 : (100 * part) / all;
  if (share > 0 && share < 0.05) {
    return '<0.1%';
  }
  return `${share === 0 || share >= 9.95 ? Math.round(share) : share.toFixed(1)}%`;
}

/** A part of 1 that somebody wrote, without what binary fractions add to it. */
export function rate(part) {
  return `${Number((100 * part).toPrecision(6))}%`;
}

export function bytes(value) {
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < BYTES.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${unit === 0 || left >= 100 ? Math.round(left) : left.toFixed(1)} ${BYTES[unit]}`;
}

/** A span given in microseconds. */
export function span(us) {
  if (us === undefined || us === null || Number.isNaN(us)) {
    return '–';
  }
  if (us < 999.5) {
    return `${us < 10 ? us.toFixed(1) : Math.round(us)} µs`;
  }
  const [value, unit] = us < 999.5e3 ? [us / 1000, 'ms'] : [us / 1e6, 's'];
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** How long something lasts that lasts long, from milliseconds. */
export function age(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

export function ago(instant) {
  const millis = Date.now() - Date.parse(instant);
  return millis < 10000 ? 'just now' : `${age(millis)} ago`;
}

/**
 * A text from outside, to be read in one line or more: what a browser would show as nothing, or let change the direction of
 * what follows, is shown as what it is.
 */
export function visible(text) {
  return text
    .replace(/[\x00-\x08\x0b-\x1f]/g, (it) => String.fromCharCode(0x2400 + it.charCodeAt(0)))
    .replace(/[\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whether a text area gives a text back as it took it, but for line ends that are all the same. */
export function keepsLineEnds(text) {
  return !/\r/.test(text) || !/(^|[^\r])\n|\r(?!\n)/.test(text);
}

/** What was edited in a text area, which has \n for every line end, with the line ends of what was there before. */
export function withLineEndsOf(before, text) {
  return /\r\n/.test(before) ? text.replace(/\r?\n/g, '\r\n') : text;
}

/** When something was: of today to the millisecond, of other days with the day. */
export function clock(instant) {
  const date = new Date(instant);
  const two = (part) => String(part).padStart(2, '0');
  if (date.toDateString() !== new Date().toDateString()) {
    const day = [date.getMonth() + 1, date.getDate()].map(two).join('-');
    return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
  }
  return (
    [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':') +
    '.' +
    String(date.getMilliseconds()).padStart(3, '0')
  );
}

export function moment(instant) {
  return new Date(instant).toLocaleString();
}
