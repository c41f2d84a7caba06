/// <reference types="@fastly/js-compute" />
// The page of ../js/page.jsx as a program for Fastly Compute: the same binary for Verge and for Viceroy. The build puts
// page.js, bundled with React, beside this file.
import { page, pageHeaders } from './page.js';

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

function answer(request) {
  const { host, search } = new URL(request.url);
  return new Response(page(host, search), { headers: pageHeaders });
}
