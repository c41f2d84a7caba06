import { createHash } from 'node:crypto';
import { compute, computeHeaders } from './compute.js';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export default {
  fetch() {
    const { body, tag } = compute(sha256);
    return new Response(body, { headers: { ...computeHeaders, etag: tag } });
  },
};
