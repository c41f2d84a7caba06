// The work for Node.js, in one file: esbuild makes node.cjs of it.
import { hash } from 'node:crypto';
import { compute, computeHeaders } from './compute.js';
import { hello, helloHeaders } from './hello.js';
import { page, pageHeaders } from './page.jsx';

const sha256 = (text) => hash('sha256', text);

export const work = {
  hello: ({ method, path }) => ({ headers: helloHeaders, body: hello(method, path) }),
  page: ({ host, query }) => ({ headers: pageHeaders, body: page(host, query) }),
  compute: () => {
    const { body, tag } = compute(sha256);
    return { headers: { ...computeHeaders, etag: tag }, body };
  },
};
