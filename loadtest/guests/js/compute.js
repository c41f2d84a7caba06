// What guests/compute-rust does, in the same steps: parse the orders, chain a digest through them, show the dearest.
import text from '../orders.json';

const SHOWN = 50;

// `sha256` takes a string and gives its digest in hexadecimal, by what the platform has for it.
export function compute(sha256) {
  let chain = '';
  const orders = JSON.parse(text).map(({ id, customer, city, lines }) => {
    const cents = lines.reduce((sum, line) => sum + line.quantity * line.cents, 0);
    const items = lines.map((line) => `${line.sku}:${line.quantity}:${line.cents}`).join(';');
    chain = sha256(`${chain}|${id}|${cents}|${items}`);
    return { id, customer, city, cents, digest: chain };
  });
  orders.sort((a, b) => b.cents - a.cents || (a.id < b.id ? -1 : 1));
  const body = render(orders, chain);
  return { body, tag: `"${sha256(body)}"` };
}

export const computeHeaders = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

function render(orders, chain) {
  const sum = orders.reduce((all, order) => all + order.cents, 0);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Orders</title></head>
<body>
<h1>${orders.length} orders, ${euros(sum)}</h1>
<table>
<tr><th>Order</th><th>Customer</th><th>City</th><th>Total</th><th>Digest</th></tr>
${orders.slice(0, SHOWN).map(row).join('')}</table>
<p>Chain: ${chain}</p>
</body>
</html>
`;
}

const row = ({ id, customer, city, cents, digest }) =>
  `<tr><td>${escape(id)}</td><td>${escape(customer)}</td><td>${escape(city)}</td><td>${euros(cents)}</td><td>${digest}</td></tr>\n`;

const euros = (cents) => `€${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

// As Askama writes them, so that the answers are the same byte for byte.
const ENTITIES = { '&': '&#38;', '<': '&#60;', '>': '&#62;', '"': '&#34;', "'": '&#39;' };
const escape = (value) => value.replace(/[&<>"']/g, (char) => ENTITIES[char]);
