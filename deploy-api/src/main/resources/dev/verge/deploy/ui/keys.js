// The keys of one KV store.
import { html, useEffect, useState } from './html.js';
import { get } from './api.js';
import { session } from './session.js';
import { visible } from './format.js';
import { Empty, Failure, Waiting, usePages } from './parts.js';
import { Entry } from './entry.js';

const PAGE = 100;
const TYPING = 250;

export function Keys({ there, changed, more }) {
  const [typed, setTyped] = useState('');
  const [prefix, setPrefix] = useState('');
  const [chosen, setChosen] = useState(null);
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(typed), TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  const pages = usePages(
    async (cursor, signal) => {
      const page = await get(
        `${there}/keys?limit=${PAGE}${prefix && `&prefix=${encodeURIComponent(prefix)}`}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        { signal },
      );
      return { items: page.keys, next: page.next_cursor };
    },
    [there, prefix],
  );
  const keys = pages.items;
  const reload = () => {
    pages.reload();
    changed();
  };
  return html`
    <div class="bar">
      <input type="search" aria-label="Only keys that begin with" placeholder="Keys that begin with…" value=${typed} onInput=${(event) => setTyped(event.target.value)} />
      <span class="space"></span>
      ${session.can('deploy') && html`<button class="small" onClick=${() => setChosen('')}>New entry</button>`}
      <button class="small quiet" onClick=${reload}>Refresh</button>
      ${more}
    </div>
    ${pages.problem && html`<${Failure} problem=${pages.problem} retry=${reload} />`}
    ${!keys && !pages.problem && html`<${Waiting} />`}
    <div class="entries">
      <div>
        ${keys?.length === 0 &&
        html`<${Empty} title=${prefix ? 'No key begins like that' : 'The store is empty'}><p>What functions put into it is shown here.</p><//>`}
        ${keys?.length > 0 &&
        html`<ul class="keys card flush" aria-label="Keys">
          ${keys.map(
            (key) => html`<li key=${key}><button aria-pressed=${key === chosen} onClick=${() => setChosen(key)}>${visible(key)}</button></li>`,
          )}
        </ul>`}
        ${pages.more && html`<button class="small" onClick=${pages.more}>More keys</button>`}
      </div>
      ${chosen !== null &&
      html`<${Entry} key=${chosen} there=${there} name=${chosen} choose=${setChosen} changed=${reload} />`}
    </div>
  `;
}
