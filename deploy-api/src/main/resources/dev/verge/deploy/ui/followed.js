// A stream of documents that goes on by itself when it breaks, or when the page is seen again.
import { useEffect, useRef, useState } from './html.js';
import { follow } from './api.js';
import { seen } from './parts.js';

/** So many are kept and shown: a page that follows for hours stays as large. */
export const MOST = 500;
const PAUSE = 2000;
/** Of a connection on which not even the server's sign of life came, which is sent every ten seconds. */
const SILENCE = 30000;
/** How often what has come is shown, at the most. */
const GATHER = 100;

/**
 * Follows a path, of which the newest are asked for first. A page that is not seen follows nothing: browsers have few
 * connections for each origin. When it goes on, the newest are asked for again, and those left out that it has; where
 * none of them is one that it has, more may have been between, and an item with a gap stands there.
 *
 * @param path of the stream
 * @param newest how many of before it brings at the most
 * @param identity tells what makes a document the same when it comes again
 * @param holds whether nothing is added while these are shown
 * @returns the documents, oldest first; the state of the stream; whether they are held; and how to forget what there is
 */
export function useFollowed({ path, newest, identity, holds, keys }) {
  const [items, setItems] = useState([]);
  const [state, setState] = useState({ state: 'connecting' });
  const held = useRef([]);
  const stopped = useRef(false);
  const halted = holds(items);
  stopped.current = halted;
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
    // What came by this connection and those before, and what came by those before.
    let came = [];
    let known = new Set();
    // Of those of before that this connection begins with: how many came, the first one's key, and whether one was known.
    let opening = { count: 0, first: 0, met: true };
    setItems([]);
    setState({ state: 'connecting' });
    held.current = [];
    const take = (documents) => {
      const fresh = documents.filter((it) => !it.time || !known.has(identity(it)));
      const left = Math.max(0, newest - opening.count);
      opening.met ||= documents.slice(0, left).some((it) => known.has(identity(it)));
      opening.count += documents.length;
      came = [...came, ...fresh.filter((it) => it.time).map(identity)].slice(-MOST);
      held.current = [...held.current, ...fresh.map((it) => ({ ...it, key: ++number }))].slice(-MOST);
      if (!opening.met && opening.count >= newest) {
        opening.met = true;
        tellGap(opening.first);
      }
      gathering ??= setTimeout(() => {
        gathering = null;
        release();
      }, GATHER);
    };
    const tellGap = (before) => {
      const row = { gap: true, key: ++number };
      const put = (list) => {
        const at = list.findIndex((it) => it.key === before);
        return at < 0 ? list : [...list.slice(0, at), row, ...list.slice(at)];
      };
      held.current = put(held.current);
      setItems(put);
    };
    const once = async () => {
      const connection = new AbortController();
      const signal = AbortSignal.any([stop.signal, connection.signal]);
      const hide = () => document.hidden && connection.abort();
      document.addEventListener('visibilitychange', hide);
      let silence;
      let silent = false;
      const alive = () => {
        clearTimeout(silence);
        silence = setTimeout(() => {
          silent = true;
          connection.abort();
        }, SILENCE);
      };
      known = new Set(came);
      opening = { count: 0, first: number + 1, met: came.length === 0 };
      alive();
      try {
        await follow(path, signal, { begun: () => setState({ state: 'live' }), alive, take });
      } catch (problem) {
        throw silent ? new Error('Nothing came for a while.') : problem;
      } finally {
        clearTimeout(silence);
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
  useEffect(release, [halted]);
  return { items, ...state, halted, clear: () => setItems([]) };
}
