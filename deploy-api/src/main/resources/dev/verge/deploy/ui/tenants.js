// Whose things are shown: the tenant that the token is for, or one of all.
import { html } from './html.js';
import { get } from './api.js';
import { session } from './session.js';
import { usePolled } from './parts.js';

/** The names of the tenants that the token is for; absent until they are known. */
export function useTenants() {
  const own = session.caller().tenant;
  const { value, problem, refresh } = usePolled(
    async (signal) => (own ? [own] : (await get('/v1/tenants', { signal })).tenants.map((each) => each.tenant)),
    0,
    [own],
  );
  return { own, list: value, first: own || value?.[0], problem, refresh };
}

/** A choice of one tenant, where there is one. @param all what stands for all of them, where they may be chosen */
export function TenantChoice({ tenants: { own, list }, value, all, choose }) {
  return (
    !own &&
    list?.length > 0 &&
    html`<label class="inline"><span>Tenant</span>
      <select value=${value} onChange=${(event) => choose(event.target.value)}>
        ${all && html`<option value="">${all}</option>`}
        ${list.map((each) => html`<option key=${each} value=${each}>${each}</option>`)}
      </select>
    </label>`
  );
}
