// Node.js as a peer: one process, `node:http`, the work chosen by the hostname's first label (hello.localhost), as Verge does.
//
//   node server.cjs PORT WORK      WORK: the bundled work, node.cjs
'use strict';
const http = require('node:http');
const path = require('node:path');

const [port, bundle] = process.argv.slice(2);
const { work } = require(path.resolve(bundle));

const server = http.createServer((request, response) => {
  const host = request.headers.host ?? '';
  const item = host.split('.', 1)[0];
  if (!Object.hasOwn(work, item)) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end(`There is no work ${item}.\n`);
    return;
  }
  const [pathname, query = ''] = request.url.split('?', 2);
  const { headers, body } = work[item]({ method: request.method, path: pathname, host, query });
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
});
// A benchmark's pauses are not to cost it connections.
server.keepAliveTimeout = 0;
server.listen(Number(port), '127.0.0.1');
