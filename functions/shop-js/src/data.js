// Where products, likes and ratings come from.

import { SimpleCache } from 'fastly:cache';
import { CacheOverride } from 'fastly:cache-override';
import { KVStore } from 'fastly:kv-store';

const store = () => new KVStore('products');
const likes = (id) => `likes/${id}`;
const SECONDS_FRESH = 10;

// All products, in the order of their names. The list is cached for some seconds; every product is not read for every page.
export async function products() {
  const list = await SimpleCache.getOrSet('products', async () => {
    const { list: keys } = await store().list({});
    const ids = keys.filter((key) => !key.includes('/'));
    const found = await Promise.all(ids.map(product));
    found.sort((a, b) => a.name.localeCompare(b.name));
    return { value: JSON.stringify(found), ttl: SECONDS_FRESH };
  });
  return list.json();
}

// One product with its likes, or null.
export async function product(id) {
  const [entry, liked] = await Promise.all([store().get(id), store().get(likes(id))]);
  if (!entry) return null;
  return { id, ...(await entry.json()), likes: liked ? Number(await liked.text()) : 0 };
}

// Counts a like; false when there is no such product.
export async function like(id) {
  const liked = await product(id);
  if (!liked) return false;
  await store().put(likes(id), String(liked.likes + 1));
  return true;
}

// What the ratings of a product are on the whole, or null when the backend cannot say. The response is cached for a minute.
export async function summary({ ratings }) {
  try {
    const response = await fetch(`http://ratings/v1/summary?values=${ratings.join(',')}`, {
      backend: 'ratings',
      cacheOverride: new CacheOverride('override', { ttl: 60 }),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return await response.json();
  } catch (error) {
    console.error(`the backend ratings failed: ${error.message}`);
    return null;
  }
}
