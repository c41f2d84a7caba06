// The entries of one live access control list.
import { html, useState } from './html.js';
import { send, sendJson } from './api.js';
import { visible } from './format.js';
import { Badge, Conflict, say, sayProblem, useAttempt, usePages } from './parts.js';
import { Change, Contents } from './contents.js';
import { Dialog } from './confirm.js';

const PAGE = 200;
const KIND = { BLOCK: 'bad', ALLOW: 'good' };

function change(there, tag, made) {
  return sendJson('PATCH', `${there}/entries`, { changes: [made] }, tag ? { 'If-Match': tag } : {});
}

export function Networks({ there, changed, more }) {
  const [editing, setEditing] = useState(null);
  const { busy, attempt } = useAttempt(sayProblem);
  const pages = usePages(
    async (cursor, signal) => {
      const response = await send('GET', `${there}/entries?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { signal });
      const page = await response.json();
      return { items: page.entries, next: page.next_cursor, tag: response.headers.get('etag') };
    },
    [there],
  );
  const done = () => {
    pages.reload();
    changed();
  };
  const remove = ({ prefix, action }) =>
    attempt(async () => {
      try {
        await change(there, pages.tag, { op: 'delete', prefix });
      } finally {
        done();
      }
      say(`${prefix} is deleted.`, {
        undo: async () => {
          await change(there, null, { op: 'create', prefix, action });
          say(`${prefix} is there again.`);
          done();
        },
      });
    });
  return html`
    <${Contents}
      noun="entry"
      pages=${pages}
      refresh=${done}
      make=${() => setEditing({ isNew: true })}
      actions=${more}
      none="A function that looks up an address here finds no entry."
      label="Entries"
      columns=${[['Network'], ['Action'], ['.Actions', 'end']]}
    >
      ${pages.items?.map(
        (entry) => html`
          <tr key=${entry.prefix}>
            <th scope="row"><code>${entry.prefix}</code></th>
            <td><${Badge} kind=${KIND[entry.action]}>${visible(entry.action)}<//></td>
            <td class="end"><${Change} name=${entry.prefix} busy=${busy} edit=${() => setEditing(entry)} remove=${() => remove(entry)} /></td>
          </tr>
        `,
      )}
    <//>
    ${editing && html`<${EntryDialog} there=${there} tag=${pages.tag} entry=${editing} done=${done} close=${() => setEditing(null)} />`}
  `;
}

function EntryDialog({ there, tag, entry, done, close }) {
  const { isNew } = entry;
  // Of when the dialog was opened: a list that is read anew behind it is not what was decided on.
  const [known] = useState(tag);
  const [prefix, setPrefix] = useState(entry.prefix || '');
  const [action, setAction] = useState(entry.action || 'BLOCK');
  const { busy, problem, attempt } = useAttempt();
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      // A new entry hurts nobody's; it only must not be there yet.
      const response = await change(there, isNew ? null : known, { op: isNew ? 'create' : 'update', prefix, action });
      const after = response.headers.get('etag');
      close();
      say(`${prefix} is ${isNew ? 'stored' : 'saved'}, live.`, {
        undo: async () => {
          await change(there, after, isNew ? { op: 'delete', prefix } : { op: 'update', prefix, action: entry.action });
          say(isNew ? `${prefix} is gone again.` : `${prefix} is as it was.`);
          done();
        },
      });
      done();
    });
  };
  return html`
    <${Dialog} title=${isNew ? 'New entry' : `Edit ${entry.prefix}`} close=${close} kept=${busy}>
      <form onSubmit=${submit}>
        ${isNew &&
        html`<label><span>Network</span><input class="mono" required placeholder="192.0.2.0/24" value=${prefix} onInput=${(event) => setPrefix(event.target.value.trim())} autocomplete="off" spellcheck="false" /></label>`}
        <label><span>Action, as functions are told it</span>
          <input class="mono" required maxlength="64" list="actions" value=${action} onInput=${(event) => setAction(event.target.value)} autocomplete="off" spellcheck="false" />
          <datalist id="actions"><option value="BLOCK" /><option value="ALLOW" /></datalist>
        </label>
        <p class="muted small">Of networks that hold an address, the smallest one decides. Functions see a change from their next request on.</p>
        ${problem && html`<${Conflict} problem=${problem} anew=${isNew ? undefined : () => (done(), close())} />`}
        <footer>
          <button type="button" onClick=${close}>Cancel</button>
          <button class="primary" disabled=${busy || !prefix || !action || (!isNew && action === entry.action)}>${isNew ? 'Store' : 'Save'}</button>
        </footer>
      </form>
    <//>
  `;
}
