// Who changed what, newest first.
import { html } from './html.js';
import { get } from './api.js';
import { moment, visible } from './format.js';
import { go, path } from './route.js';
import { Ago, Badge, Empty, Failure, Table, Waiting, usePages } from './parts.js';
import { TenantChoice, useTenants } from './tenants.js';

const PAGE = 50;
const OUTCOME = { done: 'good', refused: 'warn', failed: 'bad' };
const MEANING = {
  done: 'It was done.',
  refused: 'The token does not allow it, or a quota stands against it; nothing has changed.',
  failed: 'The platform failed, perhaps midway.',
};

export function Audit({ names: [tenant = ''] }) {
  const tenants = useTenants();
  const { items, problem, more, reload } = usePages(
    async (before, signal) => {
      const page = await get(
        `/v1/audit?limit=${PAGE}${tenant ? `&tenant=${encodeURIComponent(tenant)}` : ''}${before === undefined ? '' : `&before=${before}`}`,
        { signal },
      );
      return { items: page.entries, next: page.next_before };
    },
    [tenant],
  );
  return html`
    <div class="bar">
      <${TenantChoice} tenants=${tenants} value=${tenant} all="All" choose=${(chosen) => go('audit', ...(chosen ? [chosen] : []))} />
      <span class="space"></span>
      <button class="small" onClick=${reload}>Show the newest</button>
    </div>
    ${problem && html`<${Failure} problem=${problem} retry=${reload} />`}
    ${!items && !problem && html`<${Waiting} rows=${6} />`}
    ${items?.length === 0 && html`<${Empty} title="Nothing was changed yet"><p>Each change is kept here: by whose token, when, and how it ended.</p><//>`}
    ${items?.length > 0 &&
    html`<div class="card flush">
      <${Table} stack label="Audit log, newest first" columns=${[['When'], ['Who'], ['What'], ['Of'], ['Details'], ['Outcome', 'end']]}>
        ${items.map(
          (entry) => html`
            <tr key=${entry.id}>
              <td class="muted"><${Ago} instant=${entry.time} /></td>
              <td title=${`Token ${entry.token.id}`}><span class="clip">${visible(entry.token.name)}</span></td>
              <th scope="row">${entry.action}</th>
              <td><${Of} entry=${entry} /></td>
              <td class="whole"><span class="clip" title=${visible(entry.detail)}>${visible(entry.detail)}</span></td>
              <td class="end"><${Badge} kind=${OUTCOME[entry.outcome]} title=${MEANING[entry.outcome]}>${entry.outcome}<//></td>
            </tr>
          `,
        )}
      <//>
    </div>`}
    ${items?.length > 0 &&
    html`<div class="bar">
      ${more
        ? html`<button class="small" onClick=${more}>Older entries</button>`
        : html`<p class="muted small">These are all, since ${moment(items[items.length - 1].time)}.</p>`}
    </div>`}
  `;
}

function Of({ entry: { tenant, function: name } }) {
  if (!tenant) {
    return html`<span class="muted">platform</span>`;
  }
  return name ? html`<a href=${path('functions', tenant, name)}>${tenant}/${name}</a>` : tenant;
}
