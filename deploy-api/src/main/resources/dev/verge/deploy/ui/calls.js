// What a request's guest asked of backends.
import { html } from './html.js';
import { bytes, number, span, visible } from './format.js';
import { Badge, Status, Table } from './parts.js';

export function Calls({ calls }) {
  const told = calls.first.length;
  return html`
    <p class="muted">
      ${calls.count === 1 ? 'One request to a backend' : `${number(calls.count)} requests to backends`}, ${span(calls.total_us)}
      ${told < calls.count && (told === 0 ? '; which is kept of the newest requests only' : `; the first ${told}:`)}
    </p>
    ${told > 0 &&
    html`
      <${Table}
        label="Requests to backends"
        columns=${[['Backend'], ['Request'], ['Answer'], ['Sent at', 'number wide'], ['First byte', 'number wide'], ['In all', 'number'], ['Bytes', 'number wide']]}
      >
        ${calls.first.map(
          (call, at) => html`
            <tr key=${at}>
              <td>${visible(call.backend)}</td>
              <td><code class="clip" title=${visible(call.path)}>${visible(`${call.method} ${call.path}`)}</code></td>
              <td>
                ${call.error ? html`<${Badge} kind="bad">${visible(call.error)}<//>` : html`<${Status} code=${call.status} />`}
                ${call.cached && html` <${Badge} kind="prepared">cache<//>`}
              </td>
              <td class="number wide">${span(call.sent_us)}</td>
              <td class="number wide">${span(call.first_byte_us)}</td>
              <td class="number">${span(call.total_us)}</td>
              <td class="number wide">${bytes(call.bytes)}</td>
            </tr>
          `,
        )}
      <//>
    `}
  `;
}
