// The table that functions/page-rust renders, with React: filtered by the query, sorted, and rendered for every request.
import { renderToString } from 'react-dom/server';
import { MOONS, PLANETS } from './moons.js';

const ORDERS = {
  radius: (a, b) => b.radius - a.radius,
  name: (a, b) => (a.name < b.name ? -1 : 1),
  period: (a, b) => a.period - b.period,
  year: (a, b) => (a.year ?? 0) - (b.year ?? 0),
};

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='14' fill='%23e8c46a'/%3E%3Ccircle cx='21' cy='12' r='11' fill='%23181c2f'/%3E%3C/svg%3E";

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'public, max-age=300',
};

// `host` is the request's, `query` what stands behind the question mark in its URL.
export function page(host, query) {
  const fields = new URLSearchParams(query);
  const planet = fields.get('planet') ?? '';
  const search = (fields.get('q') ?? '').trim();
  const sort = Object.hasOwn(ORDERS, fields.get('sort') ?? '') ? fields.get('sort') : 'radius';
  const needle = search.toLowerCase();
  const moons = MOONS.filter((moon) => !planet || moon.planet.toLowerCase() === planet.toLowerCase())
    .filter((moon) => moon.name.toLowerCase().includes(needle))
    .sort(ORDERS[sort]);
  return `<!doctype html>${renderToString(<Page {...{ host, moons, planet, search, sort }} />)}`;
}

function Page({ host, moons, planet, search, sort }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>The larger moons of the solar system · Moons</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <a className="brand" href="/">Moons</a>
          <nav>
            <a href="/">Table</a>
            <a href="/postcard">Postcard</a>
            <a href="/request?hello=world">Your request</a>
          </nav>
        </header>
        <main>
          <h1>The larger moons of the solar system</h1>
          <Filter {...{ planet, search, sort }} />
          <p className="count" role="status">
            {`${moons.length} of ${MOONS.length} moons${search ? ` with “${search}” in their name` : ''}`}
          </p>
          {moons.length ? <Table moons={moons} /> : <Empty />}
        </main>
        <footer>{`Rendered for this request by React at ${host}. No JavaScript was sent.`}</footer>
      </body>
    </html>
  );
}

function Filter({ planet, search, sort }) {
  const chosen = PLANETS.find((name) => name.toLowerCase() === planet.toLowerCase());
  return (
    <form className="filter" action="/" method="get">
      <label>Name contains <input name="q" defaultValue={search} maxLength={40} autoComplete="off" /></label>
      <label>
        Planet{' '}
        <select name="planet" defaultValue={chosen}>
          <option value="">All</option>
          {PLANETS.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
      </label>
      <label>
        Sort by{' '}
        <select name="sort" defaultValue={sort}>
          <option value="radius">Size</option>
          <option value="name">Name</option>
          <option value="period">Orbit</option>
          <option value="year">Discovery</option>
        </select>
      </label>
      <button>Show</button>
    </form>
  );
}

function Empty() {
  return <p className="empty">Nothing in orbit here. <a href="/">Show all moons</a></p>;
}

function Table({ moons }) {
  const largest = Math.round(MOONS.reduce((most, moon) => Math.max(most, moon.radius), 0));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Moon</th>
          <th scope="col">Planet</th>
          <th scope="col" className="number">Radius, km</th>
          <th scope="col" className="wide">Beside the largest</th>
          <th scope="col" className="number">Orbit, days</th>
          <th scope="col" className="number wide">Found</th>
        </tr>
      </thead>
      <tbody>{moons.map((moon) => <Row key={moon.name} moon={moon} largest={largest} />)}</tbody>
    </table>
  );
}

function Row({ moon, largest }) {
  return (
    <tr>
      <th scope="row"><a href={`/moons/${moon.name.toLowerCase()}`}>{moon.name}</a></th>
      <td>{moon.planet}</td>
      <td className="number">{moon.radius.toFixed(1)}</td>
      <td className="wide"><meter min="0" max={largest} value={Math.round(moon.radius)} /></td>
      <td className="number">{moon.period.toFixed(3)}</td>
      <td className="number wide">{moon.year ?? '–'}</td>
    </tr>
  );
}
