// All functions that the token is for, with how the last quarter of an hour went.
import { html, useEffect, useRef, useState } from './html.js';
import { get } from './api.js';
import { session } from './session.js';
import { path } from './route.js';
import { number, percent, span } from './format.js';
import { Ago, Badge, Empty, Failure, Table, Waiting, usePolled } from './parts.js';
import { Spark } from './charts.js';
import { answered, errors, merged, quantile, readStatistics, requests, timeline } from './statistics.js';
import { DeployButton, DropZone } from './deploy.js';

const REFRESH = 5000;
const SECONDS = 900;

export function Functions() {
  const list = usePolled((signal) => get('/v1/functions', { signal }), REFRESH, []);
  const [wanted, setWanted] = useState('');
  const functions = list.value?.functions;
  const matching = (functions || []).filter((each) => `${each.tenant}/${each.function}`.includes(wanted.trim().toLowerCase()));
  return html`
    <${DropZone} done=${list.refresh} />
    <div class="title">
      <h1>Functions</h1>
      <div class="actions">
        ${functions?.length > 0 &&
        html`<input
          type="search"
          aria-label="Find a function"
          placeholder="Find…"
          value=${wanted}
          onInput=${(event) => setWanted(event.target.value)}
        />`}
        ${session.can('deploy') && html`<${DeployButton} done=${list.refresh}>Deploy<//>`}
      </div>
    </div>
    ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.refresh} />`}
    ${!functions && !list.problem && html`<${Waiting} rows=${5} />`}
    ${functions?.length === 0 && html`<${Nothing} />`}
    ${functions?.length > 0 && matching.length === 0 && html`<${Empty} title="No function is called that"><p>Clear the search to see all ${functions.length}.</p><//>`}
    ${matching.length > 0 &&
    html`
      <div class="card flush">
        <${Table}
          label="Functions"
          columns=${[['Function'], ['Serves'], ['Last 15 minutes', 'wide'], ['Requests', 'number'], ['Errors', 'number wide'], ['p50', 'number wide'], ['p99', 'number'], ['Uploaded', 'wide']]}
        >
          ${matching.map((each) => html`<${Row} key=${`${each.tenant}/${each.function}`} it=${each} />`)}
        <//>
      </div>
    `}
  `;
}

function Nothing() {
  return html`
    <${Empty} title="No function yet">
      ${session.can('deploy')
        ? html`<p>Drop a WebAssembly module anywhere on this page, or deploy one from the shell:</p>
            <pre>./verge deploy hello.wasm --function hello</pre>`
        : html`<p>When somebody deploys one that this token may see, it is shown here.</p>`}
    <//>
  `;
}

/** Of the rows that are in view, of however many, the figures are asked for. */
function Row({ it }) {
  const row = useRef();
  const [inView, setInView] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver((entries) => setInView(entries[entries.length - 1].isIntersecting));
    watch.observe(row.current);
    return () => watch.disconnect();
  }, []);
  const { value: statistics } = usePolled(
    async (signal) => (inView ? readStatistics(it.tenant, it.function, SECONDS, signal) : undefined),
    inView ? REFRESH : 0,
    [inView],
  );
  const active = it.versions.find((version) => version.active);
  const statuses = statistics ? answered(statistics) : {};
  const all = requests(statuses);
  const latency = statistics && merged(statistics, 'latency');
  return html`
    <tr ref=${row}>
      <th scope="row">
        <a class="name" title=${`${it.tenant}/${it.function}`} href=${path('functions', it.tenant, it.function)}><span class="muted">${it.tenant}/</span>${it.function}</a>
      </th>
      <td><${Serving} it=${it} /></td>
      <td class="wide">
        ${statistics && html`<${Spark} values=${perMinute(statistics)} label=${`${all} requests in 15 minutes`} />`}
      </td>
      <td class="number">${statistics ? number(all) : ''}</td>
      <td class=${`number wide ${errors(statuses) ? 'bad' : ''}`}>${all ? percent(errors(statuses), all) : '–'}</td>
      <td class="number wide">${all ? span(quantile(statistics, latency, 0.5)) : '–'}</td>
      <td class="number">${all ? span(quantile(statistics, latency, 0.99)) : '–'}</td>
      <td class="wide muted">${active ? html`<${Ago} instant=${active.created} />` : '–'}</td>
    </tr>
  `;
}

export function Serving({ it }) {
  if (it.unavailable) {
    return html`<${Badge} kind="bad" title=${it.unavailable}>v${it.active} unavailable<//>`;
  }
  if (it.canary) {
    return html`<${Badge} kind="good">v${it.active}<//> <${Badge} kind="cold">v${it.canary} canary<//>`;
  }
  return it.active ? html`<${Badge} kind="good">v${it.active}<//>` : html`<${Badge}>not deployed<//>`;
}

function perMinute(statistics) {
  const minutes = new Array(SECONDS / 60).fill(0);
  timeline(statistics, SECONDS).forEach(([, interval], at) => {
    minutes[Math.floor((at * statistics.interval_s) / 60)] += interval ? requests(interval.statuses) : 0;
  });
  return minutes;
}
