// One entry of a KV store, to be read, changed and deleted.
import { html, useEffect, useRef, useState } from './html.js';
import { send } from './api.js';
import { session } from './session.js';
import { bytes, keepsLineEnds, moment, visible, withLineEndsOf } from './format.js';
import { Conflict, Failure, Waiting, say, useAgain, useAttempt } from './parts.js';

/** Larger values are shown in part, and not edited here. */
const MOST_EDITED = 256 << 10;

async function readEntry(at, signal) {
  const response = await send('GET', at, { signal });
  const content = new Uint8Array(await response.arrayBuffer());
  let text = null;
  try {
    text = content.length <= MOST_EDITED ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content) : null;
  } catch {
    // Not text: shown as bytes.
  }
  const expires = response.headers.get('x-verge-expires');
  return {
    content,
    text,
    tag: response.headers.get('etag'),
    metadata: response.headers.get('x-verge-metadata'),
    expires,
    // By this machine's clock, which may be another one than the platform's.
    until: expires ? Date.now() + Date.parse(expires) - Date.parse(response.headers.get('date')) : undefined,
  };
}

function putEntry(at, content, { metadata, until, tag }, mode = 'overwrite') {
  const left = until ? Math.max(1, Math.round((until - Date.now()) / 1000)) : 0;
  return send('PUT', `${at}?mode=${mode}${left ? `&ttl_s=${left}` : ''}`, {
    body: content,
    headers: {
      'Content-Type': 'application/octet-stream',
      ...(metadata ? { 'X-Verge-Metadata': metadata } : {}),
      ...(tag ? { 'If-Match': tag } : {}),
    },
  });
}

export function Entry({ there, name, choose, changed }) {
  const isNew = name === '';
  const [key, setKey] = useState(name);
  const [entry, setEntry] = useState(isNew ? { text: '', content: new Uint8Array() } : null);
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(null);
  const card = useRef();
  const { busy, problem: refused, attempt } = useAttempt();
  const problem = refused || missing;
  const at = (of) => `${there}/keys/${encodeURIComponent(of)}`;
  const load = async (signal) => {
    try {
      const found = await readEntry(at(name), signal);
      setEntry(found);
      setText(found.text ?? '');
      setMissing(null);
    } catch (failure) {
      if (!signal?.aborted) {
        setMissing(failure);
      }
    }
  };
  useEffect(() => {
    const stop = new AbortController();
    if (!isNew) {
      load(stop.signal);
    }
    return () => stop.abort();
  }, []);
  useAgain(missing, () => load());

  // On a phone it comes below the keys.
  useEffect(() => card.current?.scrollIntoView({ block: 'nearest' }), [!entry]);

  const save = (event) => {
    event.preventDefault();
    return attempt(async () => {
      const content = new TextEncoder().encode(withLineEndsOf(entry.text, text));
      if (isNew) {
        await send('PUT', at(key) + '?mode=add', { body: content, headers: { 'Content-Type': 'application/octet-stream' } });
        say(`${visible(key)} is stored.`);
        changed();
        choose(key);
        return;
      }
      const tag = (await putEntry(at(name), content, entry)).headers.get('etag');
      const before = entry;
      say(`${visible(name)} is saved.`, {
        undo: async () => {
          await putEntry(at(name), before.content, { ...before, tag });
          say(`${visible(name)} is as it was.`);
          changed();
          load();
        },
      });
      await load();
    });
  };
  const remove = () =>
    attempt(async () => {
      // What is taken away is what is there now, so that just that can come back.
      const before = await readEntry(at(name));
      await send('DELETE', at(name));
      say(`${visible(name)} is deleted.`, {
        undo: async () => {
          await putEntry(at(name), before.content, { ...before, tag: null }, 'add');
          say(`${visible(name)} is there again.`);
          changed();
        },
      });
      choose(null);
      changed();
    });

  if (!entry) {
    return problem ? html`<${Failure} problem=${problem} />` : html`<${Waiting} />`;
  }
  const whole = entry.text === null || keepsLineEnds(entry.text);
  const editable = session.can('deploy') && entry.text !== null && whole;
  const same = !isNew && text === entry.text;
  return html`
    <form class="entry card" ref=${card} onSubmit=${save}>
      ${isNew
        ? html`<label><span>Key</span><input class="mono" required maxlength="1024" value=${key} onInput=${(event) => setKey(event.target.value)} autocomplete="off" spellcheck="false" /></label>`
        : html`<h2 class="mono">${visible(name)}</h2>
            <p class="muted small">
              ${bytes(entry.content.length)}${entry.expires && ` · expires ${moment(entry.expires)}`}${entry.metadata && ` · metadata: ${visible(decoded(entry.metadata))}`}
            </p>`}
      ${entry.text === null
        ? html`<pre class="body bytes" tabindex="0" aria-label="Value, in bytes">${dump(entry.content)}</pre>`
        : html`<label><span>Value</span>
            <textarea class="mono" rows="12" value=${text} readonly=${!editable} onInput=${(event) => setText(event.target.value)} spellcheck="false"></textarea>
          </label>`}
      ${!whole && html`<p class="muted small">Its line ends are of several kinds, which an editor here would make one; so it is only shown.</p>`}
      ${problem && html`<${Conflict} problem=${problem} anew=${isNew ? undefined : () => attempt(() => load())} />`}
      <footer>
        ${!isNew && session.can('deploy') && html`<button type="button" class="quiet remove" disabled=${busy} onClick=${remove}>Delete</button>`}
        <span class="space"></span>
        <button type="button" class="quiet" onClick=${() => choose(null)}>Close</button>
        ${editable && html`<button class="primary" disabled=${busy || same || (isNew && !key)}>${isNew ? 'Store' : 'Save'}</button>`}
      </footer>
    </form>
  `;
}

function decoded(metadata) {
  try {
    return decodeURIComponent(metadata);
  } catch {
    return metadata;
  }
}

/** The first bytes as people look at bytes. */
function dump(content) {
  const lines = [];
  for (let at = 0; at < Math.min(content.length, 1024); at += 8) {
    const part = [...content.subarray(at, at + 8)];
    const hex = part.map((each) => each.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((each) => (each > 31 && each < 127 ? String.fromCharCode(each) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(23)}  ${text}`);
  }
  return lines.join('\n') + (content.length > 1024 ? `\n… ${bytes(content.length)} in all` : '');
}
