// What the version that serves was uploaded with, and the way to delete the function.
import { html, useState } from './html.js';
import { ofFunction, send } from './api.js';
import { session } from './session.js';
import { bytes, number, visible } from './format.js';
import { go } from './route.js';
import { Card, Empty, say } from './parts.js';
import { Confirm } from './confirm.js';
import { Environment } from './environment.js';

const BINDINGS = [
  ['backends', 'Backends', (each) => each.url],
  ['kv_stores', 'KV stores'],
  ['config_stores', 'Config stores of this version'],
  ['live_config_stores', 'Live config stores'],
  ['secret_stores', 'Secret stores'],
  ['acls', 'Access control lists of this version'],
  ['live_acls', 'Live access control lists'],
  ['log_endpoints', 'Log endpoints'],
];

const millis = (value) => (value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`);
const LIMITS = {
  memory_bytes: ['Memory of an isolate', bytes],
  wall_ms: ['Time of a request', millis],
  cpu_ms: ['CPU time of a request', millis],
  request_bytes: ['Body of a request', bytes],
  response_bytes: ['Body of a response', bytes],
  in_flight: ['Requests at once', number],
  log_bytes: ['Log of a request', bytes],
};

export function Manifest({ it, refresh }) {
  const [deleting, setDeleting] = useState(false);
  const version = it.versions.find((each) => each.active) || it.versions[it.versions.length - 1];
  const manifest = version?.manifest;
  return html`
    ${manifest && html`<${Facts} it=${it} refresh=${refresh} version=${version} manifest=${manifest} />`}
    ${!manifest && html`<${Empty} title="No version yet"><p>What it is uploaded with is shown here.</p><//>`}
    ${session.can('admin') &&
    html`
      <${Card} title="Delete the function">
        <div class="danger-line">
          <p class="muted">With its versions, its deployment and its log. Requests that it serves now end as they began.</p>
          <button class="danger" onClick=${() => setDeleting(true)}>Delete ${it.function}</button>
        </div>
      <//>
    `}
    ${deleting &&
    html`<${Confirm}
      title=${`Delete ${it.function}?`}
      detail="All its versions and its log are gone then. This cannot be undone."
      action="Delete the function"
      typed=${it.function}
      run=${async () => {
        await send('DELETE', ofFunction(it.tenant, it.function));
        say(`${it.function} is deleted.`);
        go();
      }}
      close=${() => setDeleting(false)}
    />`}
  `;
}

function Facts({ it, refresh, version, manifest }) {
  const bound = BINDINGS.map(([key, title, text]) => [title, manifest[key], text]).filter(
    ([, value]) => value && Object.keys(value).length > 0,
  );
  return html`
    <p class="muted about">This is version ${version.version}, ${version.active ? 'which serves' : 'the newest; none serves'}. A version never changes: what is edited becomes a new one.</p>
    <${Card} title="Hostnames">
      <ul class="plain">${version.urls.map((url) => html`<li key=${url}><a href=${url} target="_blank" rel="noreferrer">${url}</a></li>`)}</ul>
    <//>
    <${Environment} it=${it} version=${version} refresh=${refresh} />
    ${bound.map(
      ([title, value, text]) => html`
        <${Card} key=${title} title=${title}>
          <dl class="headers">
            ${(Array.isArray(value) ? value.map((each) => [String(each?.name ?? each), each]) : Object.entries(value)).map(
              ([name, each]) =>
                html`<div key=${name}><dt>${visible(name)}</dt><dd>${visible(text ? text(each) : typeof each === 'string' ? each : described(each))}</dd></div>`,
            )}
          </dl>
        <//>
      `,
    )}
    <${Card} title="Limits">
      <dl class="headers">
        ${Object.entries(manifest.limits || {}).map(([name, value]) => {
          const [title, text] = LIMITS[name] || [name, String];
          return html`<div key=${name}><dt title=${name}>${title}</dt><dd>${text(value)}</dd></div>`;
        })}
      </dl>
    <//>
  `;
}

function described(value) {
  return Array.isArray(value) ? `${value.length} entries` : value && typeof value === 'object' ? `${Object.keys(value).length} entries` : String(value);
}
