// Answers through an isolate that workerd's worker loader made. The isolate is known by an id: a new id makes a new one, which
// is a cold start; the same id finds it again. `POST /.cool` goes on to the next id. The Host names the work.
import page from 'worker-page.js.txt';
import hello from 'worker-hello.js.txt';

const CODE = { hello, page };
let generation = 0;

export default {
  async fetch(request, { loader }) {
    const url = new URL(request.url);
    if (url.pathname === '/.cool') {
      generation++;
      return new Response(null, { status: 204 });
    }
    const work = url.hostname.split('.', 1)[0];
    if (!Object.hasOwn(CODE, work)) return new Response(`There is no work ${work}.\n`, { status: 404 });
    const worker = loader.get(`${work}-${generation}`, () => ({
      compatibilityDate: '2026-11-01',
      mainModule: 'main.js',
      modules: { 'main.js': CODE[work] },
      globalOutbound: null,
    }));
    return worker.getEntrypoint().fetch(request);
  },
};
