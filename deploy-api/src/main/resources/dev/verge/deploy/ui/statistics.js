// Counts by interval, as the control plane has them, and what can be read from them.
import { get, ofFunction } from './api.js';

export function readStatistics(tenant, name, seconds, signal) {
  return get(ofFunction(tenant, name, `statistics`) + `?seconds=${seconds}`, { signal });
}

/** All intervals' counts of one series, by bucket. */
export function merged(statistics, series) {
  const counts = new Array(statistics.bounds_us.length + 1).fill(0);
  for (const interval of statistics.intervals) {
    for (const [bucket, count] of interval.spans[series] || []) {
      counts[bucket] += count;
    }
  }
  return counts;
}

export function sum(counts) {
  return counts.reduce((all, count) => all + count, 0);
}

/** Where a bucket is, in microseconds. */
export function ends(statistics, bucket) {
  const bounds = statistics.bounds_us;
  return [
    bucket === 0 ? bounds[0] / 1.25 : bounds[bucket - 1],
    bucket === bounds.length ? bounds[bounds.length - 1] * 1.25 : bounds[bucket],
  ];
}

/** In microseconds, as exact as the buckets are; undefined of nothing. */
export function quantile(statistics, counts, share) {
  const all = sum(counts);
  if (all === 0) {
    return undefined;
  }
  let left = Math.max(1, Math.ceil(share * all));
  const bucket = counts.findIndex((count) => (left -= count) <= 0);
  const [from, to] = ends(statistics, bucket);
  return Math.sqrt(from * to);
}

export function answered(statistics) {
  const statuses = {};
  for (const interval of statistics.intervals) {
    for (const [name, count] of Object.entries(interval.statuses)) {
      statuses[name] = (statuses[name] || 0) + count;
    }
  }
  return statuses;
}

export function requests(statuses) {
  return sum(Object.values(statuses));
}

export function errors(statuses) {
  return statuses['5xx'] || 0;
}

/** The start of every interval of the last seconds, in seconds since 1970, with what was counted. */
export function timeline(statistics, seconds) {
  const step = statistics.interval_s;
  const last = Math.floor(Date.parse(statistics.now) / 1000 / step) * step;
  const byStart = new Map(statistics.intervals.map((interval) => [Date.parse(interval.start) / 1000, interval]));
  const times = [];
  for (let time = last - seconds + step; time <= last; time += step) {
    times.push([time, byStart.get(time)]);
  }
  return times;
}
