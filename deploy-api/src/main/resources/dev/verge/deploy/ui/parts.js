// What every page is made of.
import { html, useCallback, useEffect, useRef, useState } from './html.js';
import { moment, ago } from './format.js';

/** What went wrong with what was edited. @param anew shows what is there now, where somebody else may have changed it */
export function Conflict({ problem, anew }) {
  return problem.status === 412 && anew
    ? html`<${Failure}
        problem=${{ title: 'Somebody changed it meanwhile', message: 'It is not what you began with any more, so nothing was saved.' }}
        retry=${anew}
        label="Show it as it is now"
      />`
    : html`<${Failure} problem=${problem} />`;
}

export function Failure({ problem, retry, label = 'Try again' }) {
  return html`
    <div class="failure" role="alert">
      <div>
        <strong>${problem.title || 'That did not work'}</strong>
        <p>${problem.message}</p>
      </div>
      ${retry && html`<button type="button" onClick=${retry}>${label}</button>`}
    </div>
  `;
}

export function Empty({ title, children }) {
  return html`<div class="empty"><h2>${title}</h2>${children}</div>`;
}

export function Waiting({ rows = 3 }) {
  return html`
    <div class="waiting" role="status" aria-label="Loading">
      ${Array.from({ length: rows }, (_, row) => html`<span key=${row}></span>`)}
    </div>
  `;
}

export function Badge({ kind = '', title, children }) {
  return html`<span class=${`badge ${kind}`} title=${title}>${children}</span>`;
}

export function Status({ code }) {
  return html`<span class=${`status s${Math.floor(code / 100)}`}>${code}</span>`;
}

export function Ago({ instant }) {
  return html`<time datetime=${instant} title=${moment(instant)}>${ago(instant)}</time>`;
}

export function Card({ title, actions, children, flush }) {
  return html`
    <section class=${flush ? 'card flush' : 'card'}>
      ${title &&
      html`
        <header>
          <h2>${title}</h2>
          ${actions && html`<div class="actions">${actions}</div>`}
        </header>
      `}
      ${children}
    </section>
  `;
}

/** A table that scrolls for itself where it is too wide. @param stack whether its rows become blocks on a phone instead */
export function Table({ label, columns, children, stack }) {
  return html`
    <div class=${stack ? 'table stack' : 'table'} tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead>
          <tr>
            ${columns.map(
              ([name, kind]) =>
                html`<th key=${name} scope="col" class=${kind || ''}>
                  ${name.startsWith('.') ? html`<span class="unseen">${name.slice(1)}</span>` : name}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${children}
        </tbody>
      </table>
    </div>
  `;
}

/** Pages beside each other, each with its place. */
export function Tabs({ label, current, tabs }) {
  const shown = useRef();
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [current]);
  return html`
    <nav class="tabs" aria-label=${label}>
      ${tabs.map(
        ([key, name, place]) => html`
          <a key=${key} ref=${key === current ? shown : undefined} href=${place} aria-current=${key === current ? 'page' : undefined}>${name}</a>
        `,
      )}
    </nav>
  `;
}

/** One of few. */
export function Choice({ label, options, value, choose }) {
  return html`
    <div class="choice" role="group" aria-label=${label}>
      ${options.map(
        ([option, name]) => html`
          <button key=${option} aria-pressed=${option === value} onClick=${() => choose(option)}>${name}</button>
        `,
      )}
    </div>
  `;
}

/** Nothing where the browser has no clipboard for the page, as over HTTP from another machine. */
export function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      say('The browser does not let this page write to the clipboard. Select the text and copy it.', { bad: true });
      return;
    }
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return navigator.clipboard && html`<button type="button" class="quiet small" onClick=${copy} aria-label=${label}>${done ? 'Copied' : 'Copy'}</button>`;
}

/** In milliseconds, until what did not answer is asked again. */
const AGAIN = 3000;

/**
 * What a promise brings: now, again every so often while the page is seen, and when asked to.
 *
 * @param millis how often; 0 for once
 */
export function usePolled(fetchIt, millis, keys) {
  const [state, setState] = useState({});
  const [turn, setTurn] = useState(0);
  const asked = useRef(fetchIt);
  asked.current = fetchIt;
  useEffect(() => {
    const stop = new AbortController();
    let timer;
    const run = async () => {
      await seen(stop.signal);
      if (stop.signal.aborted) {
        return;
      }
      try {
        const value = await asked.current(stop.signal);
        if (!stop.signal.aborted) {
          setState({ value, at: Date.now() });
        }
      } catch (problem) {
        if (!stop.signal.aborted) {
          setState((before) => ({ ...(passes(problem) ? before : {}), problem }));
        }
      }
      if (millis > 0 && !stop.signal.aborted) {
        timer = setTimeout(run, millis);
      }
    };
    run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [...keys, turn]);
  const refresh = useCallback(() => setTurn((before) => before + 1), []);
  useAgain(millis > 0 ? undefined : state.problem, refresh);
  return { ...state, refresh };
}

/** Does again what met a problem that may pass, after a while in which nobody else did. */
export function useAgain(problem, run) {
  useEffect(() => {
    const again = problem && passes(problem) ? setTimeout(run, AGAIN) : undefined;
    return () => clearTimeout(again);
  }, [problem]);
}

/** Whether what was shown before may still be so: the control plane is gone, busy or stopping. */
function passes({ status }) {
  return !status || status === 429 || status >= 500;
}

/** Until the page is seen, or the signal. */
export function seen(signal) {
  return new Promise((resolve) => {
    const look = () => {
      if (!document.hidden || signal.aborted) {
        document.removeEventListener('visibilitychange', look);
        signal.removeEventListener('abort', look);
        resolve();
      }
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

/**
 * A list of which one page after another is asked for.
 *
 * @param readPage is given where the page begins, and answers with its items, where the next one begins, and the list's tag
 * @returns the items and the tag of the first page, which a change since then makes wrong; how to get more, if there are;
 *     and how to begin anew
 */
export function usePages(readPage, keys) {
  const [state, setState] = useState({});
  const [turn, setTurn] = useState(0);
  const asked = useRef(readPage);
  asked.current = readPage;
  const stop = useRef();
  const read = async (from, before) => {
    const { signal } = stop.current;
    try {
      const page = await asked.current(from, signal);
      if (!signal.aborted) {
        setState({ items: [...(before?.items || []), ...page.items], next: page.next, tag: before ? before.tag : page.tag });
      }
    } catch (problem) {
      if (!signal.aborted) {
        setState((shown) => ({ ...(passes(problem) ? shown : {}), problem, again: () => read(from, before) }));
      }
    }
  };
  useEffect(() => {
    const mine = new AbortController();
    stop.current = mine;
    read(undefined, null);
    return () => mine.abort();
  }, [...keys, turn]);
  const { items, next, tag, problem } = state;
  useAgain(problem, state.again);
  return {
    items,
    tag,
    problem,
    more: next === undefined || next === null ? null : () => read(next, state),
    reload: useCallback(() => setTurn((before) => before + 1), []),
  };
}

/**
 * What buttons do: whether it goes on, and what went wrong the last time.
 *
 * @param tell is given what goes wrong in place of the one who calls
 */
export function useAttempt(tell) {
  const [state, setState] = useState({});
  const attempt = async (work) => {
    setState({ busy: true });
    try {
      await work();
      setState({});
    } catch (problem) {
      // What was stopped on purpose is no problem.
      const told = problem.name !== 'AbortError';
      setState(told && !tell ? { problem } : {});
      if (told) {
        tell?.(problem);
      }
    }
  };
  return { busy: Boolean(state.busy), problem: state.problem, attempt };
}

// Words about what was just done, with a way back, for which there is time.
const TOAST_MILLIS = 12000;
const UNDO_MILLIS = 60000;
const MOST_TOASTS = 3;
let toasts = [];
let numbers = 0;
/** What shows them, of which the last one does: a dialog lets nobody reach what is outside of it. */
const places = [];

function show() {
  places.forEach((place, at) => place(at === places.length - 1 ? toasts : []));
}

export function say(text, { undo, bad } = {}) {
  const toast = { number: ++numbers, text, undo, bad };
  if (toasts.length === MOST_TOASTS) {
    // Rather one that only tells than one that takes back.
    toasts = toasts.toSpliced(Math.max(0, toasts.findIndex((other) => !other.undo)), 1);
  }
  toasts = [...toasts, toast];
  show();
  const fade = () => {
    // Not from under the hand of who is about to take it back.
    if (document.querySelector('.toasts:hover, .toasts:focus-within')) {
      setTimeout(fade, TOAST_MILLIS / 4);
    } else {
      dismiss(toast);
    }
  };
  setTimeout(fade, undo ? UNDO_MILLIS : TOAST_MILLIS);
}

export function sayProblem(problem) {
  say(problem.status === 412 ? 'Somebody changed it meanwhile, so nothing was done.' : problem.message, { bad: true });
}

function dismiss(toast) {
  toasts = toasts.filter((other) => other !== toast);
  show();
}

export function Toasts() {
  const [all, setAll] = useState([]);
  useEffect(() => {
    places.push(setAll);
    show();
    return () => {
      places.splice(places.indexOf(setAll), 1);
      show();
    };
  }, []);
  const undo = async (toast) => {
    dismiss(toast);
    try {
      await toast.undo();
    } catch (problem) {
      sayProblem(problem);
    }
  };
  return html`
    <div class="toasts" role="status" aria-live="polite">
      ${all.map(
        (toast) => html`
          <div key=${toast.number} class=${toast.bad ? 'toast bad' : 'toast'}>
            <span>${toast.text}</span>
            ${toast.undo && html`<button class="quiet" onClick=${() => undo(toast)}>Undo</button>`}
            <button class="quiet square" aria-label="Dismiss" onClick=${() => dismiss(toast)}>×</button>
          </div>
        `,
      )}
    </div>
  `;
}
