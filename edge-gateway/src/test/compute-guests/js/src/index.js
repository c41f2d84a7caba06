/// <reference types="@fastly/js-compute" />
// One behaviour of the Compute ABI per route, through Fastly's JavaScript SDK. ../../README.md lists them.

import { Acl } from 'fastly:acl';
import { Backend } from 'fastly:backend';
import { CoreCache, SimpleCache } from 'fastly:cache';
import { CacheOverride } from 'fastly:cache-override';
import { purgeSurrogateKey, vCpuTime } from 'fastly:compute';
import { ConfigStore } from 'fastly:config-store';
import { Device } from 'fastly:device';
import { EdgeRateLimiter, PenaltyBox, RateCounter } from 'fastly:edge-rate-limiter';
import { env } from 'fastly:env';
import { allowDynamicBackends, sdkVersion } from 'fastly:experimental';
import { createFanoutHandoff } from 'fastly:fanout';
import { getGeolocationForIpAddress } from 'fastly:geolocation';
import { HTMLRewritingStream } from 'fastly:html-rewriter';
import { KVStore } from 'fastly:kv-store';
import { Logger } from 'fastly:logger';
import { SecretStore } from 'fastly:secret-store';
import { createWebsocketHandoff } from 'fastly:websocket';

const routes = new Map();
const encoder = new TextEncoder();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const pass = new CacheOverride('pass');
const at = (path) => `http://guest.example${path}`;

addEventListener('fetch', (event) => event.respondWith(answer(event)));

async function answer(event) {
  const url = new URL(event.request.url);
  const route = routes.get(url.pathname);
  if (!route) return new Response(`no route ${url.pathname}`, { status: 404 });
  try {
    const given = await route(event, url.searchParams);
    return given instanceof Response ? given : new Response(String(given));
  } catch (error) {
    return new Response(`${error.name}: ${error.message}`, { status: 500 });
  }
}

// The request.
routes.set('/line', ({ request }) => `${request.method} ${request.url}`);
routes.set('/headers', ({ request }) =>
  [...request.headers].filter(([name]) => name.startsWith('x-')).map(([name, value]) => `${name}: ${value}`).join('\n'));
routes.set('/client', ({ client, server }) =>
  `client=${client.address} server=${server.address} tls=${client.tlsProtocol} id=${client.requestId !== ''}`);
routes.set('/echo', ({ request }) => new Response(request.body, { headers: { 'x-method': request.method } }));
routes.set('/json', async ({ request }) => Response.json({ got: await request.json() }));
routes.set('/form', async ({ request }) => [...(await request.formData())].map(([name, value]) => `${name}=${value}`).join('&'));
routes.set('/chunks', async ({ request }) => {
  let bytes = 0;
  for (const reader = request.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return `${bytes} bytes`;
    bytes += value.length;
  }
});

// The response.
routes.set('/set-cookie', () => {
  const headers = new Headers({ 'x-one': '1' });
  headers.append('set-cookie', 'a=1');
  headers.append('set-cookie', 'b=2');
  return new Response('cookies', { headers });
});
routes.set('/stream', (event, query) => {
  let next = 0;
  const chunks = Number(query.get('chunks') ?? 3);
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await sleep(10);
        if (next === chunks) controller.close();
        else controller.enqueue(encoder.encode(`chunk ${next++}\n`));
      },
    }),
  );
});
routes.set('/stream-error', () =>
  new Response(
    new ReadableStream({
      async pull(controller) {
        controller.enqueue(encoder.encode('half'));
        await sleep(10);
        controller.error(new Error('the guest gives up'));
      },
    }),
  ));
routes.set('/compress', () =>
  new Response(new Blob(['text '.repeat(100)]).stream().pipeThrough(new CompressionStream('gzip')), {
    headers: { 'content-encoding': 'gzip' },
  }));
routes.set('/hints', (event) => {
  event.sendEarlyHints({ link: '</style.css>; rel=preload' });
  return 'after the hints';
});
routes.set('/wait-until', (event) => {
  event.waitUntil(sleep(50).then(() => fetch(at('/told?by=wait-until'), { backend: 'origin', cacheOverride: pass })));
  return 'answered';
});
routes.set('/throw', () => {
  throw new TypeError('thrown by the guest');
});
routes.set('/rewrite', async () => {
  const rewriter = new HTMLRewritingStream().onElement('h1', (element) => element.replaceChildren('rewritten'));
  return new Response(new Blob(['<html><h1>as it was</h1></html>']).stream().pipeThrough(rewriter));
});

// Backends.
routes.set('/fetch', async (event, query) => {
  const response = await fetch(at(query.get('path') ?? '/echo'), {
    backend: query.get('backend') ?? 'origin',
    cacheOverride: pass,
  });
  return `${response.status} ${await response.text()}`;
});
routes.set('/fetch-error', async (event, query) => {
  try {
    const response = await fetch(at('/'), { backend: query.get('backend'), cacheOverride: pass });
    return `answered ${response.status}`;
  } catch (error) {
    return `${error.constructor.name} ${error.name}`;
  }
});
routes.set('/fetch-post', async ({ request }) => {
  const response = await fetch(at('/echo-body'), {
    method: 'POST',
    body: request.body,
    headers: { 'x-from': 'guest' },
    backend: 'origin',
  });
  return new Response(response.body, { headers: { 'x-origin-status': String(response.status) } });
});
routes.set('/fetch-parallel', async () => {
  const told = async (ms, say) =>
    (await fetch(at(`/wait?ms=${ms}&say=${say}`), { backend: 'origin', cacheOverride: pass })).text();
  const first = await Promise.race([told(300, 'slow'), told(0, 'fast')]);
  const all = await Promise.all([told(100, 'a'), told(0, 'b'), told(50, 'c')]);
  return `${first} ${all.join('')}`;
});
routes.set('/fetch-gzip', async (event, query) => {
  const response = await fetch(at('/gzip'), {
    backend: 'origin',
    cacheOverride: pass,
    fastly: { decompressGzip: query.get('auto') === 'true' },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return `${response.headers.get('content-encoding')} ${bytes[0] === 0x1f ? 'packed' : new TextDecoder().decode(bytes)}`;
});
routes.set('/backend', (event, query) => {
  const backend = Backend.fromName(query.get('name'));
  return `${backend.name} dynamic=${backend.isDynamic} tls=${backend.isSSL} ${backend.health()} host=${backend.target}`;
});
routes.set('/dynamic', async (event, query) => {
  allowDynamicBackends(true);
  const backend = new Backend({ name: 'made', target: query.get('target'), useSSL: false, hostOverride: 'made.example' });
  const response = await fetch(at('/echo'), { backend, cacheOverride: pass });
  return `${backend.isDynamic} ${response.status} ${await response.text()}`;
});

// The cache of fetch.
routes.set('/cached', async (event, query) => {
  const response = await fetch(at(query.get('path') ?? '/counted'), { backend: 'origin' });
  return `${response.status} ${await response.text()} ${response.headers.get('x-cache') ?? '-'}`;
});
routes.set('/override', async (event, query) => {
  const response = await fetch(at(query.get('path')), {
    backend: 'origin',
    cacheOverride: new CacheOverride('override', { ttl: 60, swr: 60, surrogateKey: query.get('key') ?? 'js' }),
  });
  return `${response.status} ${await response.text()}`;
});
routes.set('/hooks', async (event, query) => {
  const seen = [];
  const response = await fetch(at(query.get('path')), {
    backend: 'origin',
    cacheOverride: new CacheOverride({
      beforeSend(request) {
        request.headers.set('x-before', 'hook');
        seen.push('before');
      },
      afterSend(candidate) {
        candidate.ttl = 60;
        candidate.headers.set('x-after', 'hook');
        seen.push('after');
      },
    }),
  });
  const body = await response.text();
  return `${seen.join('+') || 'none'} cached=${response.cached} ttl=${response.ttl} ${response.headers.get('x-after')} ${body}`;
});
routes.set('/transform', async (event, query) => {
  const response = await fetch(at(query.get('path')), {
    backend: 'origin',
    cacheOverride: new CacheOverride({
      afterSend(candidate) {
        candidate.ttl = 60;
        return { cache: true, bodyTransformFn: (bytes) => encoder.encode(new TextDecoder().decode(bytes).toUpperCase()) };
      },
    }),
  });
  return `cached=${response.cached} ${await response.text()}`;
});
routes.set('/uncacheable', async (event, query) => {
  const response = await fetch(at(query.get('path')), {
    backend: 'origin',
    cacheOverride: new CacheOverride({ afterSend: () => ({ cache: 'uncacheable' }) }),
  });
  return `cached=${response.cached} ${await response.text()}`;
});

// Stores.
routes.set('/kv', async (event, query) => {
  const store = new KVStore('things');
  const key = query.get('key');
  await store.put(key, 'value', { metadata: 'about', ttl: 60 });
  const entry = await store.get(key);
  const told = `${await entry.text()} ${entry.metadataText()}`;
  await store.put(key, '!', { mode: 'append' });
  const appended = await (await store.get(key)).text();
  const listed = (await store.list({ prefix: key })).list;
  await store.delete(key);
  return `${told} ${appended} ${listed} ${await store.get(key)}`;
});
// The SDK does not wait until a stream is stored.
routes.set('/kv-stream', async ({ request }) => {
  await new KVStore('things').put('streamed', request.body);
  return 'put';
});
routes.set('/kv-get', async (event, query) => {
  const entry = await new KVStore('things').get(query.get('key'));
  return entry ? new Response(entry.body) : 'none';
});
routes.set('/config', (event, query) => `${new ConfigStore('settings').get(query.get('key'))}`);
routes.set('/secret', async (event, query) => {
  const secret = await new SecretStore('secrets').get(query.get('key'));
  return secret ? secret.plaintext() : 'none';
});
routes.set('/acl', async (event, query) => {
  const found = await Acl.open('visitors').lookup(query.get('ip'));
  return found ? `${found.action} ${found.prefix}` : 'none';
});

// The edge.
routes.set('/geo', (event, query) => {
  const place = getGeolocationForIpAddress(query.get('ip'));
  return place ? `${place.city} ${place.country_code} ${place.as_number}` : 'none';
});
routes.set('/device', (event, query) => {
  const device = Device.lookup(query.get('agent'));
  return device ? `${device.name} ${device.brand} ${device.isMobile}` : 'none';
});
routes.set('/rate', (event, query) => {
  const counter = new RateCounter('js-requests');
  const box = new PenaltyBox('js-box');
  const limiter = new EdgeRateLimiter(counter, box);
  const entry = query.get('entry');
  const over = [1, 2, 3].map(() => limiter.checkRate(entry, 60, 10, 10, 1));
  return `${over} ${counter.lookupCount(entry, 60)} ${box.has(entry)}`;
});
routes.set('/log', (event, query) => {
  new Logger('audit').log(query.get('line'));
  console.log('on standard output');
  console.error('on standard error');
  return 'logged';
});
routes.set('/purge', (event, query) => {
  purgeSurrogateKey(query.get('key'), query.has('soft'));
  return 'purged';
});
routes.set('/environment', () =>
  `${env('FASTLY_HOSTNAME')} ${env('FASTLY_SERVICE_VERSION')} ${env('FASTLY_TRACE_ID') !== ''} ${sdkVersion}`);
routes.set('/vcpu', () => String(vCpuTime() >= 0));
routes.set('/random', () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${bytes.some((byte) => byte !== 0)} ${Math.random() !== Math.random()}`;
});
routes.set('/unique', () => crypto.randomUUID());
routes.set('/digest', async () =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode('verge')))]
    .map((byte) => byte.toString(16).padStart(2, '0')).join(''));
routes.set('/clock', async () => {
  const before = Date.now();
  await sleep(30);
  return String(Date.now() - before >= 30);
});

// The caches.
routes.set('/simple', async (event, query) => {
  const key = query.get('key');
  const before = SimpleCache.get(key);
  const made = await SimpleCache.getOrSet(key, async () => ({ value: 'made', ttl: 60 }));
  const text = await made.text();
  const kept = await SimpleCache.get(key).text();
  SimpleCache.purge(key, { scope: 'global' });
  return `${before} ${text} ${kept} ${SimpleCache.get(key)}`;
});
routes.set('/core', async (event, query) => {
  const key = query.get('key');
  const entry = CoreCache.transactionLookup(key);
  const must = entry.state().mustInsertOrUpdate();
  const [writer, reader] = entry.insertAndStreamBack({ maxAge: 60_000, userMetadata: 'about', surrogateKeys: ['core'] });
  writer.append('core value');
  writer.close();
  const back = await new Response(reader.body()).text();
  const found = CoreCache.lookup(key);
  const about = new TextDecoder().decode(found.userMetadata());
  return `${must} ${back} ${found.state().usable()} ${about} ${found.length()} ${found.maxAge()}`;
});

// Hand-offs.
routes.set('/websocket', ({ request }) => createWebsocketHandoff(request, 'origin'));
routes.set('/fanout', ({ request }) => createFanoutHandoff(request, 'origin'));
