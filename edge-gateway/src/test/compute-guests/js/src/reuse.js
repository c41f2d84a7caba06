/// <reference types="@fastly/js-compute" />
// One sandbox for several requests, counted by a variable.

import { env } from 'fastly:env';
import { setReusableSandboxOptions } from 'fastly:experimental';

setReusableSandboxOptions({ maxRequests: 4, betweenRequestTimeoutMs: 5000 });

let count = 0;

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  count += 1;
  const body = await request.text();
  return new Response(`${count} ${new URL(request.url).pathname} ${body}`, { headers: { 'x-sandbox': env('FASTLY_TRACE_ID') } });
}
