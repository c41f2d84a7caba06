// Which isolates of a function are alive.
import { html } from './html.js';
import { get, ofFunction, send } from './api.js';
import { session } from './session.js';
import { age, bytes, moment, number } from './format.js';
import { Badge, Empty, Failure, Table, Waiting, say, sayProblem, useAttempt, usePolled } from './parts.js';

const REFRESH = 1500;
const MEANING = {
  prepared: 'made ahead of a request, and never used',
  serving: 'has a request now',
  idle: 'served before, and is ready for another',
};
const KIND = { prepared: 'prepared', serving: 'cold', idle: 'warm' };

export function Isolates({ it }) {
  const there = ofFunction(it.tenant, it.function, 'isolates');
  const { value, problem, refresh } = usePolled((signal) => get(there, { signal }), REFRESH, [there]);
  const { busy, attempt } = useAttempt(sayProblem);
  if (!value) {
    return problem?.status > 0 ? html`<${Failure} problem=${problem} retry=${refresh} />` : html`<${Waiting} rows=${4} />`;
  }
  const act = (method, words) =>
    attempt(async () => {
      const { closed } = await (await send(method, there)).json();
      say(words(closed));
      refresh();
    });
  const isolates = value.isolates;
  const memory = isolates.reduce((all, each) => all + each.memory_bytes, 0);
  const now = Date.now();
  return html`
    <div class="bar">
      <p class="muted">
        ${isolates.length > 0 && html`${number(isolates.length + value.more)} alive · ${bytes(memory)} of memory`}
      </p>
      <span class="space"></span>
      ${session.can('deploy') &&
      html`
        <button class="small" disabled=${busy} onClick=${() => act('POST', (closed) => `${closed} closed; an unused one is being prepared.`)}>
          Renew
        </button>
        <button class="small" disabled=${busy} onClick=${() => act('DELETE', (closed) => `${closed} closed; the next request is a cold start.`)}>
          Close idle ones
        </button>
      `}
    </div>
    ${isolates.length === 0
      ? html`<${Empty} title="No isolate is alive"><p>The next request makes one, and is a cold start.</p><//>`
      : html`<div class="card flush">
          <${Table} label="Isolates" columns=${[['State'], ['Version'], ['Age', 'number'], ['Requests', 'number'], ['Memory', 'number'], ['Weight', 'number wide']]}>
            ${isolates.map(
              (isolate, at) => html`
                <tr key=${`${isolate.created} ${at}`}>
                  <td><${Badge} kind=${KIND[isolate.state]} title=${MEANING[isolate.state]}>${isolate.state}<//></td>
                  <td>v${isolate.version}</td>
                  <td class="number"><time datetime=${isolate.created} title=${moment(isolate.created)}>${age(now - Date.parse(isolate.created))}</time></td>
                  <td class="number">${number(isolate.requests)}</td>
                  <td class="number">${bytes(isolate.memory_bytes)}</td>
                  <td class="number wide">${bytes(isolate.weight_bytes)}</td>
                </tr>
              `,
            )}
          <//>
          ${value.more > 0 && html`<p class="muted small foot">and ${number(value.more)} more</p>`}
        </div>`}
  `;
}
