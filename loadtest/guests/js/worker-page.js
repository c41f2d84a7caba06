import { page, pageHeaders } from './page.jsx';

export default {
  fetch(request) {
    const { host, search } = new URL(request.url);
    return new Response(page(host, search), { headers: pageHeaders });
  },
};
