// A function's versions: which one serves, and letting another one.
import { html, useEffect, useRef, useState } from './html.js';
import { get, getTagged, ifMatch, ofFunction, send, sendJson } from './api.js';
import { session } from './session.js';
import { bytes, visible } from './format.js';
import { Ago, Badge, Card, Empty, Failure, Table, Waiting, say, sayProblem, useAttempt, usePolled } from './parts.js';
import { Confirm } from './confirm.js';
import { Rollout, TryDialog } from './canary.js';

const WARM = { pending: 'warming soon', running: 'warming', done: 'warm', budget: 'warm enough', stopped: 'not warmed' };
const REFRESH = 3000;

export function Versions({ it, refresh }) {
  const [deleting, setDeleting] = useState(null);
  const [trying, setTrying] = useState(null);
  const [opened, setOpened] = useState(null);
  const { busy, attempt } = useAttempt(sayProblem);
  const there = ofFunction(it.tenant, it.function, 'deployment');
  const deployment = usePolled(
    (signal) => (it.active ? getTagged(there, { signal }) : Promise.resolve({})),
    REFRESH,
    [there, it.active, it.canary],
  );
  // What is shown of the function and of its deployment is read by two requests; a change is made to what both tell.
  const tag = useRef(null);
  const behind = deployment.value !== undefined && deployment.value.version !== it.active;
  useEffect(() => {
    if (behind) {
      refresh();
    } else if (deployment.value) {
      tag.current = deployment.value.tag;
    }
  }, [deployment.value, behind]);
  const rollout = deployment.value?.rollout;
  const versions = [...it.versions].reverse();
  const previous = deployment.value?.previous;
  const watched = rollout?.kind === 'activation' && rollout.state === 'running';

  /** @param answer to a change of one's own, which the next one is made to */
  const changed = (answer) => {
    if (answer) {
      tag.current = answer.headers.get('etag');
    }
    refresh();
    deployment.refresh();
  };
  const activate = (number) => serve(number, (seen) => sendJson('PUT', there, { version: number }, seen));
  const rollBack = () =>
    serve(previous, (seen) => send('POST', `${there}/rollback?to=${previous}`, { headers: seen }));
  /** @param change makes the deployment another one, if it is still the one that was seen */
  const serve = (number, change) =>
    attempt(async () => {
      const now = it.active;
      try {
        const answer = await change(ifMatch(now && tag.current));
        const made = ifMatch(answer.headers.get('etag'));
        say(`Version ${number} serves now.`, {
          undo: async () => {
            changed(await (now ? sendJson('PUT', there, { version: now }, made) : send('DELETE', there, { headers: made })));
            say(now ? `Version ${now} serves again.` : 'No version serves, as before.');
          },
        });
        changed(answer);
      } catch (problem) {
        changed();
        throw problem;
      }
    });

  return html`
    ${rollout && html`<${Rollout} it=${it} rollout=${rollout} tag=${tag} changed=${changed} />`}
    ${versions.length === 0 && html`<${Empty} title="No version"><p>Each upload becomes one.</p><//>`}
    <${Card}
      flush
      title="Versions"
      actions=${session.can('deploy') &&
      previous &&
      html`<button class="small" onClick=${rollBack} disabled=${busy}>Roll back to version ${previous}</button>`}
    >
      <${Table}
        stack
        label=${`Versions of ${it.function}`}
        columns=${[['Version'], ['Note'], ['Uploaded'], ['Module', 'number wide'], ['.Actions', 'end']]}
      >
        ${versions.map(
          (version) => html`
            <tr key=${version.version} class=${version.active ? 'active' : ''}>
              <th scope="row">
                <button
                  class="quiet small disclose"
                  aria-expanded=${opened === version.version}
                  onClick=${() => setOpened(opened === version.version ? null : version.version)}
                >
                  v${version.version}
                </button>
                ${version.active && html`<${Badge} kind="good">serves<//>`}
                ${version.canary && html`<${Badge} kind="cold">canary<//>`}
                ${version.active && version.warm && html` <span class="muted small wide">${WARM[version.warm]}</span>`}
              </th>
              <td class="note" title=${visible(version.note || '')}>${visible(version.note || '')}</td>
              <td class="muted"><${Ago} instant=${version.created} /></td>
              <td class="number wide">${bytes(version.module.bytes)}</td>
              <td class="end">
                ${session.can('deploy') &&
                !version.active &&
                html`
                  <button class="small" disabled=${busy} onClick=${() => activate(version.version)} aria-label=${`Activate version ${version.version}`}>
                    Activate
                  </button>
                  ${it.active &&
                  !version.canary &&
                  html`<button class="small" disabled=${busy} onClick=${() => setTrying(version.version)} aria-label=${`Try version ${version.version}`}>
                    Try…
                  </button>`}
                  ${!version.canary &&
                  html`<button class="small quiet remove" disabled=${busy} onClick=${() => setDeleting(version.version)} aria-label=${`Delete version ${version.version}`}>
                    Delete
                  </button>`}
                `}
              </td>
            </tr>
            ${opened === version.version &&
            html`<tr key=${`${version.version} details`}><td class="whole" colspan="5"><${Details} it=${it} version=${version} /></td></tr>`}
          `,
        )}
      <//>
    <//>
    ${deleting &&
    html`<${Confirm}
      title=${`Delete version ${deleting}?`}
      detail="Its module and its assets are gone then. The number is not used again."
      action="Delete"
      run=${async () => {
        await send('DELETE', ofFunction(it.tenant, it.function, 'versions', deleting));
        say(`Version ${deleting} is deleted.`);
        refresh();
      }}
      close=${() => setDeleting(null)}
    />`}
    ${trying && html`<${TryDialog} it=${it} version=${trying} watched=${watched} tag=${tag} changed=${changed} close=${() => setTrying(null)} />`}
  `;
}

/** Where a version comes from. What is known of its module is asked for when it is looked at. */
function Details({ it, version }) {
  const there = ofFunction(it.tenant, it.function, 'versions', version.version);
  const { value, problem, refresh } = usePolled((signal) => get(there, { signal }), 0, [there]);
  if (!value) {
    return problem ? html`<${Failure} problem=${problem} retry=${refresh} />` : html`<${Waiting} rows=${2} />`;
  }
  const { provenance } = value;
  const tools = provenance ? Object.values(provenance.toolchain).flat() : [];
  const fact = (name, text) => text && html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
  return html`
    <dl class="headers">
      ${fact('Note', visible(value.note || ''))}
      ${fact('Preview', value.preview && html`<a href=${value.preview} target="_blank" rel="noreferrer">${value.preview}</a>`)}
      ${fact('Uploaded by', visible(value.created_by?.name ?? ''))}
      ${fact('Guest ABI', provenance?.abi)}
      ${fact('Toolchain', visible(tools.map(({ name, version: number }) => `${name} ${number}`.trim()).join(', ')))}
      ${fact('Imports', provenance && visible(`${provenance.import_count}: ${provenance.imports.slice(0, 12).join(', ')}${provenance.import_count > 12 ? ' …' : ''}`))}
      ${fact('SHA-256', value.module.sha256)}
      ${fact('Assets', value.assets && bytes(value.assets.bytes))}
    </dl>
  `;
}
