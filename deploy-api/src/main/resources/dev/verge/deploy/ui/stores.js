// What functions find by name: a tenant's KV stores, live config stores and access control lists.
import { html, useRef, useState } from './html.js';
import { get, ofTenant, send } from './api.js';
import { session } from './session.js';
import { number, visible } from './format.js';
import { go, path } from './route.js';
import { Empty, Failure, Tabs, Waiting, say, sayProblem, useAttempt, usePolled } from './parts.js';
import { Confirm } from './confirm.js';
import { TenantChoice, useTenants } from './tenants.js';
import { Keys } from './keys.js';
import { Items } from './items.js';
import { Networks } from './networks.js';

const REFRESH = 10000;
const LIVE = 'Live: functions see a change from their next request on, and no version is made.';
const KINDS = {
  kv: {
    title: 'KV stores',
    noun: 'KV store',
    at: 'kv-stores',
    list: (document) => document.kv_stores,
    size: (store) => store.entries,
    about: 'Functions see one by its name when they are bound to it, and may write into it.',
    Inside: Keys,
  },
  config: {
    title: 'Config stores',
    noun: 'config store',
    at: 'config-stores',
    list: (document) => document.config_stores,
    size: (store) => store.items,
    about: LIVE,
    Inside: Items,
  },
  acls: {
    title: 'Access control lists',
    noun: 'access control list',
    at: 'acls',
    list: (document) => document.acls,
    size: (store) => store.items,
    about: LIVE,
    Inside: Networks,
  },
};

export const STORES = Object.keys(KINDS);

export function Stores({ kind, tenant, store }) {
  const tenants = useTenants();
  const shown = tenant || tenants.first;
  return html`
    <div class="title">
      <h1>Stores</h1>
      ${shown && html`<div class="actions"><${TenantChoice} tenants=${tenants} value=${shown} choose=${(chosen) => go(kind, chosen)} /></div>`}
    </div>
    <${Tabs} label="Kinds of stores" current=${kind} tabs=${STORES.map((each) => [each, KINDS[each].title, path(each, ...(shown ? [shown] : []))])} />
    ${tenants.problem && html`<${Failure} problem=${tenants.problem} retry=${tenants.refresh} />`}
    ${!tenants.list && !tenants.problem && html`<${Waiting} />`}
    ${tenants.list?.length === 0 && html`<${Empty} title="No tenant yet"><p>One comes to be with its first function or store.</p><//>`}
    ${shown && html`<${List} key=${`${kind}/${shown}`} kind=${kind} tenant=${shown} store=${store} />`}
  `;
}

function List({ kind, tenant, store }) {
  const { noun, title, at, list, size, about, Inside } = KINDS[kind];
  const all = usePolled(async (signal) => list(await get(ofTenant(tenant, at), { signal })), REFRESH, [kind, tenant]);
  const stores = all.value;
  const before = useRef();
  if (!stores) {
    return all.problem ? html`<${Failure} problem=${all.problem} retry=${all.refresh} />` : html`<${Waiting} />`;
  }
  const named = (name) => stores.find((each) => each.name === name);
  // Without a name in the address, the one that is open stays so, whatever comes before it.
  const chosen = store ? named(store) : named(before.current) || stores[0];
  before.current = chosen?.name;
  const there = chosen && ofTenant(tenant, at, chosen.name);
  return html`
    ${all.problem && html`<${Failure} problem=${all.problem} retry=${all.refresh} />`}
    <p class="muted about">${about}</p>
    <div class="split">
      <aside>
        ${stores.length > 0 &&
        html`<nav class="stores card flush" aria-label=${title}>
          ${stores.map(
            (each) => html`
              <a key=${each.name} href=${path(kind, tenant, each.name)} aria-current=${chosen === each ? 'page' : undefined}>
                <span>${visible(each.name)}</span>${size(each) !== undefined && html`<span class="muted">${number(size(each))}</span>`}
              </a>
            `,
          )}
        </nav>`}
        ${session.can('deploy') && html`<${NewStore} kind=${kind} tenant=${tenant} done=${all.refresh} />`}
      </aside>
      <div>
        ${stores.length === 0 &&
        html`<${Empty} title=${`${tenant} has no ${noun}`}>
          <p>${session.can('deploy') ? 'Name one to make it. ' : ''}A version binds what it may open in its manifest.</p>
        <//>`}
        ${store && !chosen && html`<${Empty} title=${`There is no such ${noun}`}><p>${tenant} has none of the name ${visible(store)}.</p><//>`}
        ${chosen &&
        html`<${Inside}
          key=${chosen.name}
          there=${there}
          changed=${all.refresh}
          more=${session.can('admin') && html`<${DeleteStore} noun=${noun} name=${chosen.name} there=${there} done=${() => (all.refresh(), go(kind, tenant))} />`}
        />`}
      </div>
    </div>
  `;
}

function NewStore({ kind, tenant, done }) {
  const { noun, at } = KINDS[kind];
  const [name, setName] = useState('');
  const { busy, attempt } = useAttempt(sayProblem);
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      await send('PUT', ofTenant(tenant, at, name));
      setName('');
      done();
      go(kind, tenant, name);
    });
  };
  return html`
    <form class="new" onSubmit=${submit}>
      <input aria-label=${`Name of a new ${noun}`} placeholder=${`New ${noun === 'access control list' ? 'list' : 'store'}…`} required maxlength="255" value=${name} onInput=${(event) => setName(event.target.value)} autocomplete="off" spellcheck="false" />
      <button class="small" disabled=${busy || !name}>Add</button>
    </form>
  `;
}

function DeleteStore({ noun, name, there, done }) {
  const [asked, setAsked] = useState(false);
  return html`
    <button class="small quiet remove" onClick=${() => setAsked(true)}>Delete ${noun === 'access control list' ? 'list' : 'store'}</button>
    ${asked &&
    html`<${Confirm}
      title=${`Delete the ${noun} ${visible(name)}?`}
      detail="All that is in it is gone then, for functions as well. This cannot be undone."
      action=${`Delete the ${noun === 'access control list' ? 'list' : 'store'}`}
      typed=${name}
      run=${async () => {
        await send('DELETE', there);
        say(`The ${noun} ${visible(name)} is deleted.`);
        done();
      }}
      close=${() => setAsked(false)}
    />`}
  `;
}
