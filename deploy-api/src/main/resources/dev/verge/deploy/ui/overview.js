// How a function goes: figures, requests, latency and starts over time.
import { html, useEffect, useMemo, useState } from './html.js';
import { age, number, percent, span } from './format.js';
import { path } from './route.js';
import { session } from './session.js';
import { Choice, Copy, Empty, Failure, Waiting, usePolled } from './parts.js';
import { Spans, Traffic } from './charts.js';
import { answered, errors, merged, quantile, readStatistics, requests, sum } from './statistics.js';

const RANGES = [
  [300, '5 min'],
  [900, '15 min'],
  [3600, '1 h'],
];
const STARTS = [
  ['cold', 'Cold'],
  ['prepared', 'Prepared'],
  ['warm', 'Warm'],
  ['instantiation', 'Instantiation'],
];
const REFRESH = 3000;

export function Overview({ it }) {
  const [seconds, setSeconds] = useState(900);
  const { value: statistics, at, problem, refresh } = usePolled(
    (signal) => readStatistics(it.tenant, it.function, seconds, signal),
    REFRESH,
    [it.tenant, it.function, seconds],
  );
  if (!statistics) {
    return problem?.status > 0 ? html`<${Failure} problem=${problem} retry=${refresh} />` : html`<${Waiting} rows=${6} />`;
  }
  const head = html`
    <div class="range">
      <${Choice} label="Time" options=${RANGES} value=${seconds} choose=${setSeconds} />
      <${Updated} at=${at} late=${Boolean(problem)} />
    </div>
  `;
  return statistics.intervals.length === 0
    ? html`${head}<${Quiet} it=${it} />`
    : html`<${Figures} statistics=${statistics} seconds=${seconds} head=${head} />`;
}

/** How old what is shown is. */
function Updated({ at, late }) {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const turn = setInterval(() => setTurn((before) => before + 1), 1000);
    return () => clearInterval(turn);
  }, []);
  return html`<span class=${`small ${late ? 'late' : 'muted'}`}>Updated ${age(Date.now() - at)} ago</span>`;
}

function Quiet({ it }) {
  const command = `curl -i ${it.urls[0]}`;
  return html`
    <${Empty} title="No request in this time">
      ${it.urls.length > 0
        ? html`<p>Ask it something, and what it cost is shown here at once.</p>
            <p class="command"><code>${command}</code><${Copy} text=${command} label="Copy the command" /></p>
            ${session.can('deploy') &&
            html`<a class="button" href=${path('functions', it.tenant, it.function, 'try')}>Send a request from here</a>`}`
        : html`<p>No version is deployed. Activate one under Versions.</p>`}
    <//>
  `;
}

function Figures({ statistics, seconds, head }) {
  const [start, setStart] = useState('');
  const figures = useMemo(() => figuresOf(statistics), [statistics]);
  const usual = figures.cold.count > 0 ? 'cold' : figures.prepared.count > 0 ? 'prepared' : 'warm';
  const series = start || usual;
  const about = figures[series];
  const summary = ({ count, p50, p99 }) => count > 0 && `${number(count)} · p50 ${span(p50)} · p99 ${span(p99)}`;
  return html`
    <div class="summary">
      <dl class="figures">
        <div><dt>Requests</dt><dd>${number(figures.requests)}</dd></div>
        <div class=${figures.errors ? 'bad' : ''}>
          <dt>Server errors</dt>
          <dd>${percent(figures.errors, figures.requests)}</dd>
        </div>
        <div><dt>Latency p50</dt><dd>${span(figures.latency.p50)}</dd></div>
        <div><dt>Latency p99</dt><dd>${span(figures.latency.p99)}</dd></div>
        <div><dt>Cold starts</dt><dd>${percent(figures.cold.count, figures.starts)}</dd></div>
        <div><dt>Cold start p50</dt><dd>${span(figures.cold.p50)}</dd></div>
      </dl>
      ${head}
    </div>
    <div class="charts">
      <${Traffic}
        title="Requests"
        actions=${html`<${Legend} of=${[['chart', '1xx–3xx'], ['warn', '4xx'], ['bad', '5xx']]} />`}
        statistics=${statistics}
        seconds=${seconds}
        label=${`Requests over time: ${figures.requests} in all, ${figures.errors} answered with 5xx`}
      />
      <${Spans}
        title="Latency"
        actions=${html`<${Lines} />`}
        foot=${summary(figures.latency)}
        statistics=${statistics}
        seconds=${seconds}
        series="latency"
        ink="chart"
        label=${`Latency over time: median ${span(figures.latency.p50)}, 99th percentile ${span(figures.latency.p99)}`}
      />
      <${Spans}
        title="Starts"
        actions=${html`<${Choice} label="Kind of start" options=${STARTS} value=${series} choose=${setStart} />`}
        foot=${summary(about)}
        none=${about.count === 0 && `No ${series} start in this time.`}
        statistics=${statistics}
        seconds=${seconds}
        series=${series}
        ink=${series === 'instantiation' ? 'chart' : series}
        label=${`Starts over time, ${series}: median ${span(about.p50)}, 99th percentile ${span(about.p99)}`}
      />
    </div>
  `;
}

function Legend({ of }) {
  return html`<ul class="legend">${of.map(([name, text]) => html`<li key=${name}><i class=${`ink-${name}`}></i>${text}</li>`)}</ul>`;
}

function Lines() {
  return html`<ul class="legend"><li><i class="line"></i>p50</li><li><i class="line dashed"></i>p99</li></ul>`;
}

function figuresOf(statistics) {
  const statuses = answered(statistics);
  const of = (series) => {
    const counts = merged(statistics, series);
    return { count: sum(counts), p50: quantile(statistics, counts, 0.5), p99: quantile(statistics, counts, 0.99) };
  };
  const [latency, cold, prepared, warm, instantiation] = ['latency', 'cold', 'prepared', 'warm', 'instantiation'].map(of);
  return {
    requests: requests(statuses),
    errors: errors(statuses),
    starts: cold.count + prepared.count + warm.count,
    latency,
    cold,
    prepared,
    warm,
    instantiation,
  };
}
