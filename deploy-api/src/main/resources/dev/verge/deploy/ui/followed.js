// A stream of documents that goes on by itself when it breaks, or when the page is seen again.
import { useEffect, useRef, useState } from './html.js';
import { follow } from './api.js';
import { seen } from './parts.js';

/** So many are kept and shown: a page that follows for hours stays as large. */
export const MOST = 500;
const PAUSE = 2000;
/** How often what has come is shown, at the most. */
const GATHER = 100;

/**
 * Follows a path, of which the newest are asked for first. A page that is not seen follows nothing: browsers have few
 * connections for each origin. When it goes on, the newest are asked for again, and those left out that it has.
 *
 * @param path of the stream
 * @returns the documents, oldest first; the state of the stream; and how to forget what there is
 */
export function useFollowed(path, paused, keys) {
  const [items, setItems] = useState([]);
  const [state, setState] = useState({ state: 'connecting' });
  const held = useRef([]);
  const stopped = useRef(paused);
  stopped.current = paused;
  const release = () => {
    if (held.current.length > 0 && !stopped.current) {
      const more = held.current;
      held.current = [];
      setItems((before) => [...before, ...more].slice(-MOST));
    }
  };
  useEffect(() => {
    const stop = new AbortController();
    let number = 0;
    let gathering = null;
    // As text, what came by this connection and those before, and what came by those before.
    let came = [];
    let known = new Set();
    setItems([]);
    setState({ state: 'connecting' });
    held.current = [];
    const take = (documents) => {
      const fresh = documents.filter((it) => !it.time || !known.has(JSON.stringify(it)));
      came = [...came, ...fresh.map((it) => JSON.stringify(it))].slice(-MOST);
      held.current = [...held.current, ...fresh.map((it) => ({ ...it, key: ++number }))].slice(-MOST);
      gathering ??= setTimeout(() => {
        gathering = null;
        release();
      }, GATHER);
    };
    const once = async () => {
      const connection = new AbortController();
      const signal = AbortSignal.any([stop.signal, connection.signal]);
      const hide = () => document.hidden && connection.abort();
      document.addEventListener('visibilitychange', hide);
      known = new Set(came);
      try {
        await follow(path, signal, () => setState({ state: 'live' }), take);
      } finally {
        document.removeEventListener('visibilitychange', hide);
      }
    };
    const run = async () => {
      for (;;) {
        await seen(stop.signal);
        if (stop.signal.aborted) {
          return;
        }
        try {
          await once();
          setState({ state: 'waiting' });
        } catch (problem) {
          if (stop.signal.aborted) {
            return;
          }
          if (problem.name === 'AbortError') {
            continue;
          }
          const refused = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
          setState({ state: refused ? 'refused' : 'waiting', problem });
          if (refused) {
            return;
          }
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    };
    run();
    return () => {
      stop.abort();
      clearTimeout(gathering);
    };
  }, keys);
  useEffect(release, [paused]);
  return { items, ...state, clear: () => setItems([]) };
}
