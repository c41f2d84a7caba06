// Who is signed in: a token that stays in this tab, and what it allows. It is sent by nothing but api.js.
const KEY = 'verge.token';
const SCOPES = ['read', 'deploy', 'admin'];
const listeners = new Set();

let token = sessionStorage.getItem(KEY) || '';
let caller = null;
let notice = '';

// As ./verge ui prints it: http://…/ui#token=…. It leaves the address before anything else happens.
takeFromAddress();
// Also where the dashboard is open already: a browser changes the fragment then and loads nothing. Those who follow the
// address come after this.
addEventListener('hashchange', (event) => {
  const secret = takeFromAddress();
  if (secret !== null) {
    event.stopImmediatePropagation();
    location.reload();
  }
});

/** The token in the address, which is there no more then; null when none was. */
function takeFromAddress() {
  if (!location.hash.startsWith('#token=')) {
    return null;
  }
  const given = /^#token=([A-Za-z0-9_-]+)$/.exec(location.hash);
  history.replaceState(null, '', location.pathname + '#/');
  if (given) {
    keep(given[1]);
  }
  return given?.[1] ?? null;
}

function keep(secret) {
  token = secret;
  sessionStorage.setItem(KEY, secret);
}

function changed() {
  listeners.forEach((listener) => listener());
}

export const session = {
  token: () => token,
  caller: () => caller,
  notice: () => notice,

  /** Whether the token's scope allows what one of these does. */
  can: (scope) => caller !== null && SCOPES.indexOf(caller.scope) >= SCOPES.indexOf(scope),

  begin(secret) {
    notice = '';
    keep(secret);
  },

  admitted(who) {
    caller = who;
    changed();
  },

  end(why = '') {
    token = '';
    caller = null;
    notice = why;
    sessionStorage.removeItem(KEY);
    changed();
  },

  listen(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
