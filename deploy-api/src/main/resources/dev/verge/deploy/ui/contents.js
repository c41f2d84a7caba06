// What is in a live store or list: page by page, with what may be done to all of it.
import { html } from './html.js';
import { session } from './session.js';
import { Empty, Failure, Table, Waiting } from './parts.js';

/**
 * @param noun of one of those in it
 * @param pages of them, as usePages has them
 * @param refresh reads them again
 * @param make begins a new one
 * @param actions beside these
 * @param none what it means for functions that nothing is in it
 */
export function Contents({ noun, pages, refresh, make, actions, none, label, columns, children }) {
  return html`
    <div class="bar">
      ${session.can('deploy') && html`<button class="small" onClick=${make}>New ${noun}</button>`}
      <button class="small quiet" onClick=${refresh}>Refresh</button>
      <span class="space"></span>
      ${actions}
    </div>
    ${pages.problem && html`<${Failure} problem=${pages.problem} retry=${refresh} />`}
    ${!pages.items && !pages.problem && html`<${Waiting} />`}
    ${pages.items?.length === 0 && html`<${Empty} title="Nothing is in it"><p>${none}</p><//>`}
    ${pages.items?.length > 0 && html`<div class="card flush"><${Table} stack label=${label} columns=${columns}>${children}<//></div>`}
    ${pages.more && html`<button class="small" onClick=${pages.more}>Show more</button>`}
  `;
}

/** The buttons of one of those in it, for whoever may use them. */
export function Change({ name, busy, edit, remove }) {
  return (
    session.can('deploy') &&
    html`
      <button class="small" disabled=${busy} onClick=${edit} aria-label=${`Edit ${name}`}>Edit</button>${' '}
      <button class="small quiet remove" disabled=${busy} onClick=${remove} aria-label=${`Delete ${name}`}>Delete</button>
    `
  );
}
