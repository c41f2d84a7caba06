// The frame around every page.
import { html, render, useEffect, useRef, useState } from './html.js';
import { get } from './api.js';
import { session } from './session.js';
import { path, useRoute } from './route.js';
import { ThemeSwitch } from './theme.js';
import { Failure, Toasts, Waiting, useAgain } from './parts.js';
import { SignIn } from './signin.js';
import { Functions } from './functions.js';
import { FunctionPage } from './function.js';
import { STORES, Stores } from './stores.js';
import { keepPage } from './deploy.js';
import { ACCESS, AccessPage } from './access.js';

const NAMES = { kv: 'KV stores', config: 'Config stores', acls: 'Access control lists', tokens: 'Tokens', audit: 'Audit log' };

function Page({ route }) {
  const [page, ...names] = route;
  if (page === 'functions' && names.length >= 2) {
    return html`<${FunctionPage} key=${names.slice(0, 2).join('/')} tenant=${names[0]} name=${names[1]} tab=${names[2]} />`;
  }
  if (STORES.includes(page)) {
    return html`<${Stores} kind=${page} tenant=${names[0]} store=${names[1]} />`;
  }
  if (ACCESS.includes(page)) {
    return html`<${AccessPage} page=${page} names=${names} />`;
  }
  return html`<${Functions} />`;
}

function Frame() {
  const route = useRoute();
  const who = session.caller();
  const been = useRef(false);
  useEffect(() => scrollTo(0, 0), [route.slice(0, 3).join('/')]);
  useEffect(() => {
    document.title = [...route.slice(1).reverse(), NAMES[route[0]] || 'Functions', 'Verge'].join(' · ');
    // What had the focus may be gone with the page before; the next Tab begins with this one.
    if (been.current && document.activeElement === document.body) {
      document.getElementById('main').focus({ preventScroll: true });
    }
    been.current = true;
  }, [route.join('/')]);
  const place = (...pages) => (pages.includes(route[0] || 'functions') ? 'page' : undefined);
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to content</a>
    <${Toasts} />
    <header class="top">
      <div class="inner">
        <a class="logo" href=${path()} aria-label="Verge"><img src="/ui/icon.svg" alt="" width="22" height="22" /><span>Verge</span></a>
        <nav aria-label="Dashboard">
          <a href=${path()} aria-current=${place('functions')}>Functions</a>
          <a href=${path('kv')} aria-current=${place(...STORES)}>Stores</a>
          ${session.can('admin') && html`<a href=${path('tokens')} aria-current=${place(...ACCESS)}>Access</a>`}
          <a href="/docs" class="wide">API</a>
        </nav>
        <div class="who">
          <span class="wide muted" title=${`Token ${who.id}`}>
            ${who.name} · ${who.scope}${who.tenant ? ` · ${who.tenant}` : ''}
          </span>
          <${ThemeSwitch} />
          <button class="quiet" onClick=${() => session.end()}>Sign out</button>
        </div>
      </div>
    </header>
    <main id="main" tabindex="-1"><${Page} route=${route} /></main>
  `;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function App() {
  const [, setTurn] = useState(0);
  const [problem, setProblem] = useState(null);
  const admit = async () => {
    try {
      session.admitted(await get('/v1/token'));
      setProblem(null);
    } catch (failure) {
      setProblem(failure.status === 401 ? null : failure);
    }
  };
  useEffect(() => {
    const forget = session.listen(() => setTurn((before) => before + 1));
    if (session.token() && !session.caller()) {
      admit();
    }
    return forget;
  }, []);
  useAgain(problem, admit);
  if (!session.token()) {
    return html`<${SignIn} />`;
  }
  if (problem) {
    return html`<main class="signin"><${Failure} problem=${problem} retry=${admit} /></main>`;
  }
  return session.caller() ? html`<${Frame} />` : html`<main><${Waiting} /></main>`;
}

keepPage();
render(html`<${App} />`, document.getElementById('app'));
