// The items of one live config store.
import { html, useEffect, useState } from './html.js';
import { get, send } from './api.js';
import { keepsLineEnds, visible, withLineEndsOf } from './format.js';
import { Ago, Conflict, say, sayProblem, useAttempt, usePages } from './parts.js';
import { Change, Contents } from './contents.js';
import { Dialog } from './confirm.js';

const PAGE = 200;
const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };

function at(there, key) {
  return `${there}/items/${encodeURIComponent(key)}`;
}

export function Items({ there, changed, more }) {
  const [editing, setEditing] = useState(null);
  const { busy, attempt } = useAttempt(sayProblem);
  const pages = usePages(
    async (cursor, signal) => {
      const page = await get(`${there}/items?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { signal });
      return { items: page.items, next: page.next_cursor };
    },
    [there],
  );
  const done = () => {
    pages.reload();
    changed();
  };
  const remove = ({ key }) =>
    attempt(async () => {
      // What is taken away is what is there now, so that just that can come back.
      const { value, tag } = await readItem(at(there, key));
      await send('DELETE', at(there, key), { headers: { 'If-Match': tag } });
      say(`${visible(key)} is deleted.`, {
        undo: async () => {
          await send('PUT', at(there, key), { body: value, headers: { ...TEXT, 'If-None-Match': '*' } });
          say(`${visible(key)} is there again.`);
          done();
        },
      });
      done();
    });
  return html`
    <${Contents}
      noun="item"
      pages=${pages}
      refresh=${done}
      make=${() => setEditing({ isNew: true })}
      actions=${more}
      none="A function that looks for a key here finds none."
      label="Items"
      columns=${[['Key'], ['Value'], ['Changed', 'wide'], ['.Actions', 'end']]}
    >
      ${pages.items?.map(
        (item) => html`
          <tr key=${item.key}>
            <th scope="row"><code class="clip">${visible(item.key)}</code></th>
            <td><code class="clip" title=${visible(item.value.slice(0, 500))}>${visible(item.value.slice(0, 200))}</code></td>
            <td class="wide muted"><${Ago} instant=${item.updated} /></td>
            <td class="end"><${Change} name=${visible(item.key)} busy=${busy} edit=${() => setEditing(item)} remove=${() => remove(item)} /></td>
          </tr>
        `,
      )}
    <//>
    ${editing && html`<${ItemDialog} there=${there} item=${editing} done=${done} close=${() => setEditing(null)} />`}
  `;
}

async function readItem(place, signal) {
  const response = await send('GET', place, { signal });
  return { value: (await response.json()).value, tag: response.headers.get('etag') };
}

function ItemDialog({ there, item, done, close }) {
  const { isNew } = item;
  const [key, setKey] = useState(item.key || '');
  const [before, setBefore] = useState(isNew ? { value: '' } : null);
  const [value, setValue] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const load = (signal) =>
    attempt(async () => {
      try {
        const found = await readItem(at(there, item.key), signal);
        setBefore(found);
        setValue(found.value);
      } catch (failure) {
        if (!signal?.aborted) {
          throw failure;
        }
      }
    });
  useEffect(() => {
    const stop = new AbortController();
    if (!isNew) {
      load(stop.signal);
    }
    return () => stop.abort();
  }, []);
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const put = (text, condition) => send('PUT', at(there, key), { body: text, headers: { ...TEXT, ...condition } });
      const response = await put(withLineEndsOf(before.value, value), isNew ? { 'If-None-Match': '*' } : { 'If-Match': before.tag });
      const tag = response.headers.get('etag');
      close();
      say(`${visible(key)} is ${isNew ? 'stored' : 'saved'}, live.`, {
        undo: async () => {
          await (isNew ? send('DELETE', at(there, key), { headers: { 'If-Match': tag } }) : put(before.value, { 'If-Match': tag }));
          say(isNew ? `${visible(key)} is gone again.` : `${visible(key)} is as it was.`);
          done();
        },
      });
      done();
    });
  };
  return html`
    <${Dialog} title=${isNew ? 'New item' : `Edit ${visible(item.key)}`} close=${close} kept=${busy && before}>
      <form onSubmit=${submit}>
        ${isNew &&
        html`<label><span>Key</span><input class="mono" required maxlength="256" value=${key} onInput=${(event) => setKey(event.target.value)} autocomplete="off" spellcheck="false" /></label>`}
        <label><span>Value</span>
          <textarea class="mono" rows="8" maxlength="8000" readonly=${!before} value=${value} onInput=${(event) => setValue(event.target.value)} spellcheck="false"></textarea>
        </label>
        <p class="muted small">
          Functions see it from their next request on.${before && !keepsLineEnds(before.value) && ' Its line ends are of several kinds; saving makes them one.'}
        </p>
        ${problem && html`<${Conflict} problem=${problem} anew=${isNew ? undefined : () => load()} />`}
        <footer>
          <button type="button" onClick=${close}>Cancel</button>
          <button class="primary" disabled=${busy || !before || !key || (!isNew && value === before.value)}>${isNew ? 'Store' : 'Save'}</button>
        </footer>
      </form>
    <//>
  `;
}
