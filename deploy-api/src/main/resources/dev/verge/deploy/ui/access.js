// Who may do what, and who did: for those who may manage both.
import { html } from './html.js';
import { session } from './session.js';
import { path } from './route.js';
import { Empty, Tabs } from './parts.js';
import { Tokens } from './tokens.js';
import { Audit } from './audit.js';

const PAGES = { tokens: Tokens, audit: Audit };
const TABS = [
  ['tokens', 'Tokens', path('tokens')],
  ['audit', 'Audit log', path('audit')],
];

export const ACCESS = Object.keys(PAGES);

export function AccessPage({ page, names }) {
  return html`
    <div class="title"><h1>Access</h1></div>
    ${session.can('admin')
      ? html`<${Tabs} label="Pages of access" current=${page} tabs=${TABS} /><${PAGES[page]} names=${names} />`
      : html`<${Empty} title="This token may not see that">
          <p>Tokens and the audit log are for the scope admin; this token has ${session.caller().scope}.</p>
        <//>`}
  `;
}
