import { hello, helloHeaders } from './hello.js';

export default {
  fetch(request) {
    return new Response(hello(request.method, new URL(request.url).pathname), { headers: helloHeaders });
  },
};
