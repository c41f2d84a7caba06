// Charts over time, on uPlot: bars of requests by status, and histograms of spans with their quantiles.
import uPlot from 'uplot';
import { html, useEffect, useRef, useState } from './html.js';
import { number, span } from './format.js';
import { Card } from './parts.js';
import { colour, useColours } from './theme.js';
import { ends, quantile, sum, timeline } from './statistics.js';

const HEIGHT = 190;
const FONT = '11px ui-sans-serif, system-ui, sans-serif';

function axes(size, format, filter) {
  const look = { stroke: colour('muted'), font: FONT, ticks: { show: false } };
  return [
    { ...look, grid: { show: false }, space: 70, size: 28, values: (_, times) => times.map(hour) },
    {
      ...look,
      grid: { stroke: colour('line'), width: 1, ...(filter ? { filter } : {}) },
      size,
      values: (_, values) => values.map((value) => (value === null ? '' : format(value))),
      ...(filter ? { filter } : {}),
    },
  ];
}

/** Of a scale by powers of ten, those alone are told. */
function powersOfTen(_, values) {
  return values.map((value) => (Math.abs(Math.log10(value) % 1) < 1e-6 ? value : null));
}

function hour(seconds) {
  const date = new Date(seconds * 1000);
  const two = (part) => String(part).padStart(2, '0');
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.getSeconds() === 0 ? minutes : `${minutes}:${two(date.getSeconds())}`;
}

/** To the second, since intervals are shorter than minutes. */
function second(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

/** A card whose header tells what is under the pointer, in place of what is there else. */
function Charted({ title, actions, told, foot, children }) {
  const head = html`${actions}${told && html`<p class="told small" aria-hidden="true">${told}</p>`}`;
  return html`
    <${Card} title=${title} actions=${head}>
      ${children} ${foot && html`<p class="muted small foot">${foot}</p>`}
    <//>
  `;
}

/**
 * @param interval that each of the data is of, in seconds
 * @param hover is given which of the data is under the pointer; null for none
 */
function Chart({ label, options, data, interval, hover }) {
  const place = useRef();
  const plot = useRef(null);
  const colours = useColours();
  const latest = useRef();
  latest.current = data;
  const hovered = useRef();
  hovered.current = hover;
  // Values stand in the middle of their intervals, which are seen whole.
  const half = useRef();
  half.current = interval / 2;
  const key = `${colours}/${options.key}`;
  useEffect(() => {
    const element = place.current;
    const made = options.make();
    const width = () => Math.max(120, element.clientWidth);
    plot.current = new uPlot(
      {
        width: width(),
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
        padding: [8, 28, 0, 0],
        ...made,
        scales: { ...made.scales, x: { range: (_, first, last) => [first - half.current, last + half.current] } },
        hooks: { ...made.hooks, setCursor: [({ cursor }) => hovered.current(cursor.idx ?? null)] },
      },
      latest.current,
      element,
    );
    const sizes = new ResizeObserver(() => plot.current.setSize({ width: width(), height: HEIGHT }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      plot.current.destroy();
    };
  }, [key]);
  useEffect(() => plot.current.setData(data), [data]);
  return html`<div class="chart" role="img" aria-label=${label} ref=${place}></div>`;
}

function middles(statistics, times) {
  return times.map(([time]) => time + statistics.interval_s / 2);
}

/** Requests by class of status, on top of each other. */
export function Traffic({ statistics, seconds, label, ...card }) {
  const [over, setOver] = useState(null);
  const times = timeline(statistics, seconds);
  const of = (interval, ...names) => names.reduce((all, name) => all + (interval?.statuses[name] || 0), 0);
  const failed = times.map(([, interval]) => of(interval, '5xx'));
  const refused = times.map(([, interval], at) => failed[at] + of(interval, '4xx'));
  const all = times.map(([, interval], at) => refused[at] + of(interval, '1xx', '2xx', '3xx', 'other'));
  const bars = uPlot.paths.bars({ size: [0.8, 24, 1] });
  const series = (name) => ({ fill: colour(name), stroke: colour(name), width: 0, paths: bars, points: { show: false } });
  const options = {
    key: `traffic ${seconds}`,
    make: () => ({
      axes: axes(44, (value) => (Number.isInteger(value) ? number(value) : '')),
      scales: { y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
      series: [{}, series('chart'), series('warn'), series('bad')],
    }),
  };
  const told =
    times[over] &&
    [
      second(times[over][0]),
      `${number(all[over])} ${all[over] === 1 ? 'request' : 'requests'}`,
      refused[over] > failed[over] && `${number(refused[over] - failed[over])} with 4xx`,
      failed[over] > 0 && `${number(failed[over])} with 5xx`,
    ]
      .filter(Boolean)
      .join(' · ');
  const data = [middles(statistics, times), all, refused, failed];
  return html`
    <${Charted} ...${card} told=${told}>
      <${Chart} label=${label} options=${options} data=${data} interval=${statistics.interval_s} hover=${setOver} />
    <//>
  `;
}

/** How long something took over time: darker where more requests took as long. @param none what is told of nothing */
export function Spans({ statistics, seconds, series, ink, label, none, ...card }) {
  const [over, setOver] = useState(null);
  const times = timeline(statistics, seconds);
  const counts = times.map(([, interval]) => interval?.spans[series] || []);
  const dense = (pairs) => {
    const all = new Array(statistics.bounds_us.length + 1).fill(0);
    pairs.forEach(([bucket, count]) => (all[bucket] = count));
    return all;
  };
  const at = (share) =>
    counts.map((pairs) => (pairs.length ? quantile(statistics, dense(pairs), share) : null));
  const shown = useRef();
  shown.current = { statistics, times, counts };
  const line = (dash) => ({
    stroke: colour('ink'),
    width: 1.5,
    dash,
    spanGaps: false,
    // A line shows all but what stands alone.
    points: { show: true, size: 4, fill: colour('ink'), filter: (plot, at) => alone(plot.data[at]) },
  });
  const options = {
    key: `spans ${series} ${seconds}`,
    make: () => ({
      axes: axes(56, (value) => span(value).replace(/\.0+ /, ' '), powersOfTen),
      scales: { y: { distr: 3, log: 10, range: () => range(shown.current) } },
      series: [{}, line(), line([3, 3])],
      hooks: { drawAxes: [(plot) => drawCells(plot, shown.current, colour(ink))] },
    }),
  };
  const data = [middles(statistics, times), at(0.5), at(0.99)];
  const count = over === null ? 0 : sum((counts[over] || []).map(([, each]) => each));
  const told =
    times[over] &&
    [second(times[over][0]), number(count), ...(count ? [`p50 ${span(data[1][over])}`, `p99 ${span(data[2][over])}`] : [])].join(' · ');
  return html`
    <${Charted} ...${card} told=${told}>
      ${none
        ? html`<p class="muted none">${none}</p>`
        : html`<${Chart} key=${series} label=${label} options=${options} data=${data} interval=${statistics.interval_s} hover=${setOver} />`}
    <//>
  `;
}

/** Where a value has none before it and none after it. */
function alone(values) {
  return values.flatMap((value, at) => (value != null && values[at - 1] == null && values[at + 1] == null ? [at] : []));
}

/** From the power of ten below the shortest to that above the longest. */
function range({ statistics, counts }) {
  const buckets = counts.flat().map(([bucket]) => bucket);
  if (buckets.length === 0) {
    return [10, 10000];
  }
  const least = ends(statistics, Math.min(...buckets))[0];
  const most = ends(statistics, Math.max(...buckets))[1];
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most))];
}

function drawCells(plot, { statistics, times, counts }, ink) {
  const most = Math.max(1, ...counts.flat().map(([, count]) => count));
  const context = plot.ctx;
  context.save();
  context.beginPath();
  context.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  context.clip();
  context.fillStyle = ink;
  times.forEach(([time], at) => {
    const left = plot.valToPos(time, 'x', true);
    const right = plot.valToPos(time + statistics.interval_s, 'x', true);
    for (const [bucket, count] of counts[at]) {
      const [from, to] = ends(statistics, bucket);
      const bottom = plot.valToPos(from, 'y', true);
      const top = plot.valToPos(to, 'y', true);
      context.globalAlpha = 0.35 + 0.65 * Math.sqrt(count / most);
      context.fillRect(left, top, Math.max(2, right - left - 1), Math.max(2, bottom - top - 0.5));
    }
  });
  context.restore();
}

/** Requests over time, as small as a word. */
export function Spark({ values, label }) {
  const most = Math.max(1, ...values);
  const step = 100 / values.length;
  return html`
    <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label=${label}>
      <rect class="base" x="0" y="23" width="100" height="1" />
      ${values.map(
        (value, at) =>
          value > 0 &&
          html`<rect
            key=${at}
            x=${at * step}
            width=${step * 0.8}
            y=${23 - Math.max(2, (22 * value) / most)}
            height=${Math.max(2, (22 * value) / most)}
          />`,
      )}
    </svg>
  `;
}
