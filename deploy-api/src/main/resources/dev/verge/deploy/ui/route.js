// Where in the dashboard one is, as the address's fragment: /functions/demo/hello/requests.
import { useEffect, useState } from './html.js';

export function path(...names) {
  return '#/' + names.map(encodeURIComponent).join('/');
}

export function go(...names) {
  location.hash = path(...names);
}

function current() {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** The names in the address, kept up to date. */
export function useRoute() {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const changed = () => setRoute(current());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
