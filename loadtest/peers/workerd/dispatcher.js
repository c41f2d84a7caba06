// Answers through an isolate that workerd's worker loader made: always the same one, known by the name of the work, which the Host
// names. `POST /.cool` lets the next request have a new isolate, which is a cold start. That one has no name, so that workerd
// frees it afterwards; named ones stay for ever, 3.5 MB each with React.
import page from 'worker-page.js.txt';
import hello from 'worker-hello.js.txt';

const CODE = { hello, page };
let cold = false;

export default {
  async fetch(request, { loader }) {
    const url = new URL(request.url);
    if (url.pathname === '/.cool') {
      cold = true;
      return new Response(null, { status: 204 });
    }
    const work = url.hostname.split('.', 1)[0];
    if (!Object.hasOwn(CODE, work)) return new Response(`There is no work ${work}.\n`, { status: 404 });
    const id = cold ? null : work;
    cold = false;
    const worker = loader.get(id, () => ({
      compatibilityDate: '2026-11-01',
      mainModule: 'main.js',
      modules: { 'main.js': CODE[work] },
      globalOutbound: null,
    }));
    return worker.getEntrypoint().fetch(request);
  },
};
