// The environment variables of the version that serves, and making a new version with others.
import { html, useState } from './html.js';
import { getTagged, ifMatch, ofFunction, send, sendJson } from './api.js';
import { session } from './session.js';
import { visible } from './format.js';
import { Card, Failure, say, useAttempt } from './parts.js';

export function Environment({ it, version, refresh }) {
  const [editing, setEditing] = useState(false);
  const variables = Object.entries(version.manifest.env || {});
  return html`
    <${Card}
      title="Environment"
      actions=${session.can('deploy') && !editing && html`<button class="small" aria-label="Edit the environment" onClick=${() => setEditing(true)}>Edit</button>`}
    >
      ${editing
        ? html`<${Editor} it=${it} version=${version} refresh=${refresh} close=${() => setEditing(false)} />`
        : variables.length === 0
          ? html`<p class="muted">No variable is set.</p>`
          : html`<dl class="headers">${variables.map(([name, value]) => html`<div key=${name}><dt>${visible(name)}</dt><dd>${visible(value)}</dd></div>`)}</dl>`}
    <//>
  `;
}

function Editor({ it, version, refresh, close }) {
  // What the editing began with: another version may serve, or be uploaded, meanwhile.
  const [base] = useState(version);
  const before = base.manifest.env || {};
  const [rows, setRows] = useState(() => {
    const all = Object.entries(before).map(([name, value], key) => ({ key, name, value }));
    return all.length > 0 ? all : [{ key: 0, name: '', value: '' }];
  });
  const [next, setNext] = useState(rows.length);
  const [note, setNote] = useState('');
  const [activate, setActivate] = useState(true);
  const { busy, problem, attempt } = useAttempt();
  const set = (key, change) => setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const add = () => {
    setRows([...rows, { key: next, name: '', value: '' }]);
    setNext(next + 1);
  };
  const named = rows.filter((row) => row.name);
  const nameless = rows.some((row) => !row.name && row.value);
  const twice = named.find((row, at) => named.findIndex((other) => other.name === row.name) < at);
  const after = Object.fromEntries(named.map((row) => [row.name, row.value]));
  const patch = {
    ...Object.fromEntries(Object.keys(before).filter((name) => !Object.hasOwn(after, name)).map((name) => [name, null])),
    ...Object.fromEntries(Object.entries(after).filter(([name, value]) => !Object.hasOwn(before, name) || before[name] !== value)),
  };
  const same = Object.keys(patch).length === 0;
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const serving = it.active;
      const there = ofFunction(it.tenant, it.function, 'versions', base.version, 'manifest');
      const response = await sendJson(
        'PATCH',
        `${there}?activate=${activate}${note ? `&note=${encodeURIComponent(note)}` : ''}`,
        { env: patch },
        { 'Content-Type': 'application/merge-patch+json' },
      );
      const made = await response.json();
      const deployment = ofFunction(it.tenant, it.function, 'deployment');
      const now = activate ? await getTagged(deployment) : {};
      say(
        activate ? `Version ${made.version} serves now.` : `Version ${made.version} is there, and does not serve yet.`,
        // What somebody else has let serve since then is not taken back.
        now.version === made.version && {
          undo: async () => {
            const headers = ifMatch(now.tag);
            await (serving ? sendJson('PUT', deployment, { version: serving }, headers) : send('DELETE', deployment, { headers }));
            say(serving ? `Version ${serving} serves again.` : 'No version serves, as before.');
            refresh();
          },
        },
      );
      close();
      refresh();
    });
  };
  return html`
    <form class="environment" onSubmit=${submit}>
      <p class="muted">
        Saving makes a new version with the module of version ${base.version}, which stays as it is. Everybody who may read sees
        these values: what is secret belongs into a secret store.
      </p>
      <ul>
        ${rows.map(
          (row, at) => html`
            <li key=${row.key}>
              <input class="mono" aria-label=${`Name of variable ${at + 1}`} placeholder="NAME" value=${row.name} onInput=${(event) => set(row.key, { name: event.target.value })} autocomplete="off" spellcheck="false" autocapitalize="off" />
              <textarea class="mono" rows="1" aria-label=${`Value of ${row.name || `variable ${at + 1}`}`} placeholder="value" value=${row.value} onInput=${(event) => set(row.key, { value: event.target.value })} spellcheck="false"></textarea>
              <button type="button" class="quiet square remove" aria-label=${`Remove ${row.name || `variable ${at + 1}`}`} onClick=${() => setRows(rows.filter((other) => other !== row))}>×</button>
            </li>
          `,
        )}
      </ul>
      <div><button type="button" class="small" onClick=${add}>Add a variable</button></div>
      <label><span>Note</span><input value=${note} maxlength="1000" placeholder="What is new in it" onInput=${(event) => setNote(event.target.value)} autocomplete="off" /></label>
      <label class="check">
        <input type="checkbox" checked=${activate} onChange=${(event) => setActivate(event.target.checked)} />
        <span>Let it serve at once</span>
      </label>
      ${twice && html`<p class="notice" role="status">${visible(twice.name)} is there twice.</p>`}
      ${nameless && html`<p class="notice" role="status">A value has no name. Name its variable, or remove it.</p>`}
      ${it.active !== undefined &&
      it.active !== base.version &&
      html`<p class="notice" role="status">Version ${it.active} serves now. What you save is made from version ${base.version}.</p>`}
      ${problem && html`<${Failure} problem=${problem} />`}
      <footer>
        <button type="button" onClick=${close}>Cancel</button>
        <button class="primary" disabled=${busy || same || nameless || Boolean(twice)}>${busy ? 'Making it…' : 'Save as a new version'}</button>
      </footer>
    </form>
  `;
}
