/// <reference types="@fastly/js-compute" />
// A shop: products from a KV store, what people think of them from a backend, pages rendered with Preact and sent as they are ready.

import { renderToString } from 'preact-render-to-string';
import { Card, Foot, Head, Message, Product, Rating } from './pages.jsx';
import { like, product, products, summary } from './data.js';

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const { pathname } = new URL(request.url);
  const [, folder, id, action] = pathname.split('/');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  try {
    if (pathname === '/' && reads) return front();
    if (folder === 'products' && id) {
      if (action === 'likes' && request.method === 'POST') return await liked(id);
      if (action === undefined && reads) return await single(id);
    }
    return page(404, <Message title="Nothing here" text={`There is no ${pathname}.`} />);
  } catch (error) {
    console.error(`${request.method} ${pathname}: ${error.message}`);
    return page(500, <Message title="The shop is closed" text="Something went wrong; the log tells what." />);
  }
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
};

// The head goes out at once, each product as soon as its rating is known.
function front() {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const send = (text) => writer.write(encoder.encode(text));
  const write = async () => {
    await send(`<!doctype html><html lang="en">${renderToString(<Head title="Shop" />)}<body><h1>Shop</h1>`);
    const all = (await products()).map(async (one) => ({ one, rating: await summary(one) }));
    for (const ready of all) {
      const { one, rating } = await ready;
      await send(renderToString(<Card product={one} rating={rating} />));
    }
    await send(`${renderToString(<Foot />)}</body></html>`);
    await writer.close();
  };
  write().catch((error) => {
    console.error(`the page broke off: ${error.message}`);
    return writer.abort(error);
  });
  return new Response(readable, { headers });
}

async function single(id) {
  const one = await product(id);
  if (!one) return page(404, <Message title="Sold out" text={`There is no product "${id}".`} />);
  return page(200, <Product product={one}><Rating rating={await summary(one)} /></Product>);
}

async function liked(id) {
  if (!(await like(id))) return page(404, <Message title="Sold out" text={`There is no product "${id}".`} />);
  return new Response(null, { status: 303, headers: { location: `/products/${encodeURIComponent(id)}` } });
}

function page(status, content) {
  const text = renderToString(
    <html lang="en">
      <Head title="Shop" />
      <body>
        {content}
        <Foot />
      </body>
    </html>,
  );
  return new Response(`<!doctype html>${text}`, { status, headers });
}
