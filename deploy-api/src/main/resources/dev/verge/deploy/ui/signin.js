// What those see who have no token here, or one that is worth nothing any more.
import { html, useState } from './html.js';
import { get } from './api.js';
import { session } from './session.js';
import { Failure, useAttempt } from './parts.js';

export function SignIn() {
  const [token, setToken] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      session.begin(token.trim());
      try {
        session.admitted(await get('/v1/token'));
      } catch (failure) {
        session.end();
        throw failure;
      }
    });
  };
  return html`
    <main class="signin">
      <form class="card" onSubmit=${submit}>
        <img src="/ui/icon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Verge</h1>
        <p class="muted">With an access token. It stays in this tab and is gone when the tab is closed.</p>
        <label>
          <span>Access token</span>
          <input
            type="password"
            name="token"
            value=${token}
            onInput=${(event) => setToken(event.target.value)}
            placeholder="verge_…"
            autocomplete="off"
            spellcheck="false"
            autofocus
          />
        </label>
        ${problem && html`<${Failure} problem=${problem.status === 401 ? { title: 'This token does not open anything', message: problem.message } : problem} />`}
        ${!problem && session.notice() && html`<p class="notice" role="status">You were signed out: ${session.notice()}</p>`}
        <button class="primary" disabled=${busy || token.trim() === ''}>Sign in</button>
        <p class="muted small">
          On the machine that Verge runs on, <code>./verge ui</code> prints an address that signs in by itself. Tokens for
          others are made with <code>./verge token create</code>.
        </p>
      </form>
    </main>
  `;
}
