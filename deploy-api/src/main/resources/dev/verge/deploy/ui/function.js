// One function: its name, what serves, and its pages.
import { html } from './html.js';
import { get, ofFunction } from './api.js';
import { visible } from './format.js';
import { session } from './session.js';
import { path } from './route.js';
import { Copy, Empty, Failure, Tabs, Waiting, usePolled } from './parts.js';
import { DeployButton, DropZone } from './deploy.js';
import { Serving } from './functions.js';
import { Overview } from './overview.js';
import { Versions } from './versions.js';
import { Requests } from './requests.js';
import { Logs } from './logs.js';
import { Isolates } from './isolates.js';
import { Trial } from './trial.js';
import { Manifest } from './manifest.js';

const TABS = [
  ['overview', 'Overview', Overview],
  ['versions', 'Versions', Versions],
  ['requests', 'Requests', Requests],
  ['logs', 'Logs', Logs],
  ['isolates', 'Isolates', Isolates],
  ['try', 'Send a request', Trial, 'deploy'],
  ['settings', 'Settings', Manifest],
];

export function FunctionPage({ tenant, name, tab = 'overview' }) {
  const it = usePolled((signal) => get(ofFunction(tenant, name), { signal }), 5000, [tenant, name]);
  const tabs = TABS.filter(([, , , scope]) => !scope || session.can(scope));
  const shown = tabs.find(([key]) => key === tab) || tabs[0];
  if (!it.value) {
    if (!it.problem) {
      return html`<${Waiting} rows=${4} />`;
    }
    return html`
      <div class="title"><h1>${visible(name)}</h1></div>
      ${it.problem.status === 404
        ? html`<${Empty} title="There is no such function"><p>${it.problem.message}</p><a class="button" href=${path()}>All functions</a><//>`
        : html`<${Failure} problem=${it.problem} retry=${it.refresh} />`}
    `;
  }
  const url = it.value.urls[0];
  return html`
    <${DropZone} tenant=${tenant} name=${name} done=${it.refresh} />
    <div class="title function">
      <div>
        <p class="crumbs"><a href=${path()}>Functions</a><span aria-hidden="true">/</span>${tenant}</p>
        <h1>${name} <${Serving} it=${it.value} /></h1>
        ${url &&
        html`<p class="url">
          <a href=${url} target="_blank" rel="noreferrer">${url.replace(/^https?:\/\//, '').replace(/\/$/, '')}</a>
          <${Copy} text=${url} label="Copy the address" />
        </p>`}
      </div>
      ${session.can('deploy') &&
      html`<div class="actions"><${DeployButton} tenant=${tenant} name=${name} done=${it.refresh}>Deploy a version<//></div>`}
    </div>
    <${Tabs} label=${`Pages of ${name}`} current=${shown[0]} tabs=${tabs.map(([key, label]) => [key, label, path('functions', tenant, name, key)])} />
    ${it.problem && html`<${Failure} problem=${it.problem} retry=${it.refresh} />`}
    ${it.value.unavailable &&
    html`<${Failure} problem=${{ title: `Version ${it.value.active} could not be loaded`, message: it.value.unavailable }} />`}
    <${shown[2]} it=${it.value} refresh=${it.refresh} />
  `;
}
