// Access tokens: who has one, what it allows, and when it was used.
import { html, useEffect, useRef, useState } from './html.js';
import { get, send, sendJson } from './api.js';
import { session } from './session.js';
import { visible } from './format.js';
import { Ago, Badge, Copy, Empty, Failure, Table, Waiting, say, useAttempt, usePolled } from './parts.js';
import { Confirm, Dialog } from './confirm.js';
import { useTenants } from './tenants.js';

const REFRESH = 10000;
const SCOPES = [
  ['read', 'Read', 'It looks at everything, and changes nothing.'],
  ['deploy', 'Deploy', 'It also deploys, and changes stores and lists.'],
  ['admin', 'Admin', 'It also deletes functions and stores, manages tokens, and reads the audit log.'],
];
const KIND = { read: '', deploy: 'cold', admin: 'warn' };

export function Tokens() {
  const { value, problem, refresh } = usePolled((signal) => get('/v1/tokens', { signal }), REFRESH, []);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState(null);
  const tokens = value && [...value.tokens].reverse();
  const own = (token) => token.id === session.caller().id;
  return html`
    <div class="bar">
      <p class="muted">A token is shown once, when it is made. ${!session.caller().tenant && 'The root token of the first start is not in this list.'}</p>
      <span class="space"></span>
      <button class="primary" onClick=${() => setMaking(true)}>New token</button>
    </div>
    ${problem && html`<${Failure} problem=${problem} retry=${refresh} />`}
    ${!tokens && !problem && html`<${Waiting} rows=${4} />`}
    ${tokens?.length === 0 && html`<${Empty} title="No token was made"><p>Make one for each person and each machine, with no more than it needs.</p><//>`}
    ${tokens?.length > 0 &&
    html`<div class="card flush">
      <${Table} stack label="Tokens" columns=${[['Name'], ['Scope'], ['Tenant'], ['Last used', 'wide'], ['Made', 'wide'], ['.Actions', 'end']]}>
        ${tokens.map(
          (token) => html`
            <tr key=${token.id}>
              <th scope="row" title=${`Token ${token.id}`}>
                <span class="clip">${visible(token.name)}</span> ${own(token) && html`<${Badge} kind="good">this session<//>`}
              </th>
              <td><${Badge} kind=${KIND[token.scope]}>${token.scope}<//></td>
              <td data-name="tenant">${token.tenant || html`<span class="muted">all</span>`}</td>
              <td class="wide" data-name="used">${token.last_used ? html`<${Ago} instant=${token.last_used} />` : html`<span class="muted">never</span>`}</td>
              <td class="wide muted" data-name="made"><${Ago} instant=${token.created} /> by ${visible(token.created_by.name)}</td>
              <td class="end">
                <button class="small remove" onClick=${() => setRevoking(token)} aria-label=${`Revoke ${visible(token.name)}`}>Revoke</button>
              </td>
            </tr>
          `,
        )}
      <//>
    </div>`}
    ${making && html`<${NewToken} done=${refresh} close=${() => setMaking(false)} />`}
    ${revoking &&
    html`<${Confirm}
      title=${`Revoke ${visible(revoking.name)}?`}
      detail=${own(revoking)
        ? 'This is the token that you are signed in with: you are signed out with it.'
        : 'Whoever has it is refused from the next request on. This cannot be undone.'}
      action="Revoke"
      run=${async () => {
        await send('DELETE', `/v1/tokens/${revoking.id}`);
        if (own(revoking)) {
          session.end('You revoked the token.');
          return;
        }
        say(`${visible(revoking.name)} is revoked.`);
        refresh();
      }}
      close=${() => setRevoking(null)}
    />`}
  `;
}

function NewToken({ done, close }) {
  const tenants = useTenants();
  const [name, setName] = useState('');
  const [scope, setScope] = useState('deploy');
  const [tenant, setTenant] = useState(tenants.own || '');
  const [made, setMade] = useState(null);
  const have = useRef();
  // The button that had the focus is gone with the form.
  useEffect(() => have.current?.focus(), [made]);
  const { busy, problem, attempt } = useAttempt();
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const response = await sendJson('POST', '/v1/tokens', { name: name.trim(), scope, ...(tenant ? { tenant } : {}) });
      setMade(await response.json());
      done();
    });
  };
  if (made) {
    return html`
      <${Dialog} title="The token" close=${close} kept>
        <p class="notice">Copy it now: it is not shown again, to anybody.</p>
        <div class="once">
          <code tabindex="0" aria-label="The token">${made.token}</code>
          <${Copy} text=${made.token} label="Copy the token" />
        </div>
        <p class="muted small">
          ${visible(made.name)}, ${made.scope}, for ${made.tenant || 'all tenants'}. The command line takes it as <code>VERGE_TOKEN</code>.
        </p>
        <footer><button class="primary" ref=${have} onClick=${close}>I have it</button></footer>
      <//>
    `;
  }
  return html`
    <${Dialog} title="New token" close=${close} kept=${busy}>
      <form onSubmit=${submit}>
        <label><span>Name</span>
          <input required maxlength="100" value=${name} placeholder="Whose it is, such as ci" onInput=${(event) => setName(event.target.value)} autocomplete="off" spellcheck="false" />
        </label>
        <label><span>Scope</span>
          <select value=${scope} onChange=${(event) => setScope(event.target.value)}>
            ${SCOPES.map(([each, title]) => html`<option key=${each} value=${each}>${title}</option>`)}
          </select>
        </label>
        <p class="muted small">${SCOPES.find(([each]) => each === scope)[2]}</p>
        <label><span>Tenant</span>
          <select value=${tenant} disabled=${Boolean(tenants.own)} onChange=${(event) => setTenant(event.target.value)}>
            ${!tenants.own && html`<option value="">All tenants, also those to come</option>`}
            ${tenants.list?.map((each) => html`<option key=${each} value=${each}>${each}</option>`)}
          </select>
        </label>
        ${(problem || tenants.problem) && html`<${Failure} problem=${problem || tenants.problem} />`}
        <footer>
          <button type="button" disabled=${busy} onClick=${close}>Cancel</button>
          <button class="primary" disabled=${busy || !name.trim()}>Make the token</button>
        </footer>
      </form>
    <//>
  `;
}
