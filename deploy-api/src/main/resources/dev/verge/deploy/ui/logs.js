// What a function wrote, as it writes it.
import { html, useEffect, useRef, useState } from './html.js';
import { ofFunction } from './api.js';
import { clock, moment, visible } from './format.js';
import { Choice, Empty, Failure } from './parts.js';
import { Live } from './live.js';
import { path, useRoute } from './route.js';
import { useFollowed } from './followed.js';

const SOURCES = [
  ['', 'All'],
  ['stdout', 'stdout'],
  ['stderr', 'stderr'],
  ['endpoint', 'endpoints'],
  ['verge', 'Verge'],
];
const NEWEST = 200;
const TYPING = 300;

export function Logs({ it }) {
  const request = useRoute()[4] || '';
  const [source, setSource] = useState('');
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [paused, setPaused] = useState(false);
  const list = useRef();
  useEffect(() => {
    const timer = setTimeout(() => setText(typed), TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  const filters =
    (source && `&source=${source}`) +
    (text && `&text=${encodeURIComponent(text)}`) +
    (request && `&request=${encodeURIComponent(request)}`);
  const { items, state, problem, clear } = useFollowed({
    path: ofFunction(it.tenant, it.function, 'logs') + `?follow=true&tail=${NEWEST}${filters}`,
    newest: NEWEST,
    identity: (line) => JSON.stringify(line),
    holds: () => paused,
    keys: [it.tenant, it.function, filters],
  });
  const atEnd = useRef(true);
  // Other lines are read from their end again.
  useEffect(() => {
    atEnd.current = true;
  }, [filters]);
  useEffect(() => {
    if (list.current && atEnd.current) {
      list.current.scrollTop = list.current.scrollHeight;
    }
  }, [items]);
  const scrolled = ({ target }) => (atEnd.current = target.scrollHeight - target.scrollTop - target.clientHeight < 40);
  return html`
    <div class="bar">
      <input type="search" aria-label="Only lines with this text" placeholder="Filter…" value=${typed} onInput=${(event) => setTyped(event.target.value)} />
      <${Choice} label="Source" options=${SOURCES} value=${source} choose=${setSource} />
      ${request &&
      html`<span class="filter">Request <code>${request}</code>
        <a href=${path('functions', it.tenant, it.function, 'logs')} aria-label="All requests">×</a></span>`}
      <span class="space"></span>
      <${Live} state=${state} paused=${paused} setPaused=${setPaused} clear=${clear} />
    </div>
    ${problem?.status > 0 && html`<${Failure} problem=${problem} />`}
    ${items.length === 0
      ? html`<${Empty} title=${filters ? 'No such line' : 'Nothing was written yet'}>
          <p>What the function writes to standard error is shown here, and what Verge has to say about it.</p>
        <//>`
      : html`<div class="log card" role="log" aria-label=${`Log of ${it.function}`} tabindex="0" ref=${list} onScroll=${scrolled}>
          ${items.map((line) => html`<${Line} key=${line.key} it=${it} line=${line} />`)}
        </div>`}
  `;
}

function Line({ it, line }) {
  if (line.gap) {
    return html`<p class="line missed">Between these, others may have been written while this page did not follow</p>`;
  }
  return html`
    <p class=${`line ${line.source}`}>
      <time datetime=${line.time} title=${moment(line.time)}>${clock(line.time)}</time>
      <span class="source">${line.source}</span>
      <span class="text">${visible(line.text)}</span>
      ${line.request &&
      html`<a href=${path('functions', it.tenant, it.function, 'logs', line.request)} title="Only this request">${line.request}</a>`}
    </p>
  `;
}
