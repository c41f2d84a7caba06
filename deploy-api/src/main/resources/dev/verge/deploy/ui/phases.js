// Where the time of one request went, as a flame: each row splits a part of the one above.
import { html } from './html.js';
import { span } from './format.js';

const NAMES = {
  outside: ['Sending and receiving', 'before it was routed, and after its end'],
  isolate: ['Getting an isolate', 'an idle one, a prepared one, or making one'],
  instantiation: ['Instantiation', 'memory in place, imports linked, tables set'],
  guest: ['Guest until its head', 'the function computes, until its response begins'],
  response: ['Response', 'the function writes its response, until its end'],
};

/** The same parts, of a request's record. */
export function phasesOf(record) {
  const start = record.start_us ?? 0;
  const instantiation = Math.min(record.instantiation_us ?? 0, start);
  const head = Math.max(start, record.first_byte_us ?? record.total_us);
  return [
    { phase: 'isolate', us: start - instantiation },
    { phase: 'instantiation', us: instantiation },
    { phase: 'guest', us: head - start },
    { phase: 'response', us: Math.max(0, record.total_us - head) },
  ];
}

export function Phases({ phases }) {
  const all = phases.reduce((sum, { us }) => sum + us, 0);
  const us = (...names) => phases.filter(({ phase }) => names.includes(phase)).reduce((sum, it) => sum + it.us, 0);
  const outside = us('outside');
  const start = us('isolate', 'instantiation');
  const block = (name, from, wide, text) => html`
    <span
      key=${name}
      class=${`block p-${name}`}
      style=${{ left: `${(100 * from) / all}%`, width: `${(100 * wide) / all}%` }}
      title=${`${text}: ${span(wide)}`}
    >
      <b>${text}</b>
    </span>
  `;
  const words = phases.map(({ phase, us: it }) => `${NAMES[phase][0]} ${span(it)}`).join(', ');
  return html`
    <div class="phases">
      <div class="flame" role="img" aria-label=${`${span(all)} in all: ${words}`}>
        <div class="row">${block('all', 0, all, `Request · ${span(all)}`)}</div>
        ${outside > 0 &&
        html`<div class="row">
          ${block('outside', 0, outside, NAMES.outside[0])}
          ${block('inside', outside, all - outside, `In Verge · ${span(all - outside)}`)}
        </div>`}
        <div class="row">
          ${start > 0 && block('start', outside, start, `Start · ${span(start)}`)}
          ${block('guest', outside + start, us('guest'), 'Guest')}
          ${block('response', outside + start + us('guest'), us('response'), 'Response')}
        </div>
        <div class="row">
          ${block('isolate', outside, us('isolate'), 'Isolate')}
          ${block('instantiation', outside + us('isolate'), us('instantiation'), 'Instantiation')}
        </div>
      </div>
      <dl>
        ${phases.map(
          ({ phase, us: it }) => html`
            <div key=${phase} data-phase=${phase}>
              <dt title=${NAMES[phase][1]}><i class=${`p-${phase}`} aria-hidden="true"></i>${NAMES[phase][0]}</dt>
              <dd>${span(it)}</dd>
            </div>
          `,
        )}
      </dl>
    </div>
  `;
}
