// A function's requests as they end.
import { html, useState } from './html.js';
import { ofFunction } from './api.js';
import { Calls } from './calls.js';
import { bytes, clock, moment, number, span, visible } from './format.js';
import { Badge, Choice, Empty, Failure, Status } from './parts.js';
import { Live } from './live.js';
import { Phases, phasesOf } from './phases.js';
import { path } from './route.js';
import { MOST, useFollowed } from './followed.js';

const STATUSES = [
  ['', 'All'],
  ['2xx', '2xx'],
  ['3xx', '3xx'],
  ['4xx', '4xx'],
  ['5xx', '5xx'],
];
const STARTS = [
  ['', 'Any start'],
  ['cold', 'Cold'],
  ['prepared', 'Prepared'],
  ['warm', 'Warm'],
];
const NEWEST = 256;

export function Requests({ it }) {
  const [status, setStatus] = useState('');
  const [isolate, setIsolate] = useState('');
  const [paused, setPaused] = useState(false);
  const [opened, setOpened] = useState(null);
  const filters = (status && `&status=${status}`) + (isolate && `&isolate=${isolate}`);
  const { items, state, problem, halted, clear } = useFollowed({
    path: ofFunction(it.tenant, it.function, 'requests') + `?follow=true&limit=${NEWEST}${filters}`,
    newest: NEWEST,
    identity: (record) => record.request,
    // What is read does not move away under the eyes.
    holds: (shown) => paused || (opened !== null && shown.some((record) => record.request === opened)),
    keys: [it.tenant, it.function, filters],
  });
  const setHalted = (wanted) => {
    setPaused(wanted);
    if (!wanted) {
      setOpened(null);
    }
  };
  return html`
    <div class="bar">
      <${Choice} label="Status" options=${STATUSES} value=${status} choose=${setStatus} />
      <${Choice} label="Start" options=${STARTS} value=${isolate} choose=${setIsolate} />
      <span class="space"></span>
      <${Live} state=${state} paused=${halted} setPaused=${setHalted} clear=${clear} />
    </div>
    ${problem?.status > 0 && html`<${Failure} problem=${problem} />`}
    ${items.length === 0
      ? html`<${Empty} title=${filters ? 'No such request lately' : 'No request yet'}>
          <p>${filters ? 'The newest 256 of the function are looked at, and new ones as they end.' : 'Each is shown here when it has ended.'}</p>
        <//>`
      : html`<ol class="records card flush" aria-label="Requests, newest first">
          ${[...items].reverse().map(
            (record) =>
              html`<${Record}
                key=${record.key}
                it=${it}
                record=${record}
                open=${opened !== null && opened === record.request}
                toggle=${() => setOpened(opened === record.request ? null : record.request)}
              />`,
          )}
        </ol>
        ${items.length >= MOST && html`<p class="muted small foot">The newest ${MOST} are shown.</p>`}`}
  `;
}

function Record({ it, record, open, toggle }) {
  if (record.gap) {
    return html`<li class="missed">Between these, others may have come while this page did not follow</li>`;
  }
  if (record.missed) {
    return html`<li class="missed">${number(record.missed)} ${record.missed === 1 ? 'request' : 'requests'} came faster than could be shown</li>`;
  }
  const failed = record.ending !== 'served';
  return html`
    <li class=${open ? 'open' : ''}>
      <button class="record" aria-expanded=${open} onClick=${toggle}>
        <time class="muted" datetime=${record.time} title=${moment(record.time)}>${clock(record.time)}</time>
        <${Status} code=${record.status} />
        <span class="method">${record.method}</span>
        <span class="path" title=${visible(record.path)}>${visible(record.path)}</span>
        <span class="kind">${failed ? html`<${Badge} kind="bad">${record.ending}<//>` : html`<${Badge} kind=${record.isolate}>${record.isolate}<//>`}</span>
        <span class="number">${span(record.total_us)}</span>
      </button>
      ${open &&
      html`
        <div class="detail">
          <${Phases} phases=${phasesOf(record)} />
          <dl class="facts">
            <div><dt>When</dt><dd>${moment(record.time)}</dd></div>
            <div><dt>Version</dt><dd>v${record.version}</dd></div>
            <div><dt>Start</dt><dd>${record.isolate}</dd></div>
            <div><dt>Ending</dt><dd>${record.ending}</dd></div>
            ${record.trigger && html`<div><dt>Trigger</dt><dd>${record.trigger}</dd></div>`}
            <div><dt>Received</dt><dd>${bytes(record.bytes_in)}</dd></div>
            <div><dt>Sent</dt><dd>${bytes(record.bytes_out)}</dd></div>
            <div>
              <dt>Id</dt>
              <dd><a href=${path('functions', it.tenant, it.function, 'logs', record.request)}><code>${record.request}</code></a></dd>
            </div>
          </dl>
          ${record.calls && html`<${Calls} calls=${record.calls} />`}
        </div>
      `}
    </li>
  `;
}
