// Sending one request, and seeing what came back and where the time went.
import { html, useEffect, useRef, useState } from './html.js';
import { ofFunction, sendJson } from './api.js';
import { bytes, span, visible } from './format.js';
import { Badge, Card, Empty, Failure, Status, useAttempt } from './parts.js';
import { Phases } from './phases.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** By name; what stands there twice becomes one list (RFC 9110, section 5.3; RFC 6265, section 5.4). */
function parsed(text) {
  const headers = Object.create(null);
  const names = new Map();
  for (const line of text.split('\n').filter((each) => each.trim())) {
    const colon = line.indexOf(':');
    if (colon < 1) {
      throw { title: 'A header is not complete', message: `Write each header as Name: value; "${line.trim()}" is not.` };
    }
    const given = line.slice(0, colon).trim();
    const known = given.toLowerCase();
    const name = names.get(known) ?? given;
    const value = line.slice(colon + 1).trim();
    headers[name] = names.has(known) ? headers[name] + (known === 'cookie' ? '; ' : ', ') + value : value;
    names.set(known, name);
  }
  return headers;
}

/** As a browser would ask for it: spaces, and what is not ASCII, are escaped. */
function escaped(target) {
  return (target.startsWith('/') ? target : `/${target}`).toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

export function Trial({ it }) {
  const [version, setVersion] = useState('');
  const [method, setMethod] = useState('GET');
  const [target, setTarget] = useState('/');
  const [headers, setHeaders] = useState('Accept: */*');
  const [body, setBody] = useState('');
  const [answer, setAnswer] = useState(null);
  const { busy, problem, attempt } = useAttempt();
  const stop = useRef(null);
  useEffect(() => () => stop.current?.abort(), []);
  const hasBody = !['GET', 'HEAD'].includes(method);
  const submit = (event) => {
    event.preventDefault();
    stop.current = new AbortController();
    attempt(async () => {
      setAnswer(null);
      const sent = { method, path: escaped(target), headers: parsed(headers) };
      if (body && hasBody) {
        sent.body = body;
      }
      if (version) {
        sent.version = Number(version);
      }
      const response = await sendJson('POST', ofFunction(it.tenant, it.function, 'trial-requests'), sent, {}, stop.current.signal);
      setAnswer(await response.json());
    });
  };
  return html`
    <div class="trial">
      <form class="card" onSubmit=${submit}>
        <div class="line-input">
          <select aria-label="Method" value=${method} onChange=${(event) => setMethod(event.target.value)}>
            ${METHODS.map((each) => html`<option key=${each}>${each}</option>`)}
          </select>
          <input aria-label="Path" class="mono" value=${target} onInput=${(event) => setTarget(event.target.value)} spellcheck="false" autocomplete="off" />
          <button class="primary" disabled=${busy}>${busy ? 'Sending…' : 'Send'}</button>
          ${busy && html`<button type="button" onClick=${() => stop.current.abort()}>Cancel</button>`}
        </div>
        <details open=${hasBody}>
          <summary>Version, headers and body</summary>
          <label>
            <span>Version</span>
            <select value=${version} onChange=${(event) => setVersion(event.target.value)}>
              <option value="">${it.active ? `What serves (v${it.active})` : 'None is deployed'}</option>
              ${[...it.versions]
                .reverse()
                .filter((each) => each.preview)
                .map((each) => html`<option key=${each.version} value=${each.version}>v${each.version}, by its preview</option>`)}
            </select>
          </label>
          <label>
            <span>Headers, one a line</span>
            <textarea class="mono" rows="3" value=${headers} onInput=${(event) => setHeaders(event.target.value)} spellcheck="false"></textarea>
          </label>
          <label>
            <span>${hasBody ? 'Body' : `Body (none is sent with ${method})`}</span>
            <textarea class="mono" rows="4" readonly=${!hasBody} value=${body} onInput=${(event) => setBody(event.target.value)} spellcheck="false"></textarea>
          </label>
        </details>
      </form>
      ${problem && html`<${Failure} problem=${problem} />`}
      ${answer && html`<${Answer} answer=${answer} />`}
      ${!answer && !problem && !busy && html`<${Empty} title="Nothing was sent yet"><p>The control plane sends the request to this platform, as any client would, and shows what it cost.</p><//>`}
    </div>
  `;
}

function Answer({ answer }) {
  const text = answer.encoding === 'text' ? answer.body : 'Not text: here in Base64.\n\n' + answer.body;
  return html`
    <${Card}
      title=${html`<${Status} code=${answer.status} /> in ${span(answer.elapsed_us)}`}
      actions=${answer.request && html`<${Badge} kind=${answer.request.isolate}>${answer.request.isolate}<//><span class="muted small">v${answer.request.version}</span>`}
    >
      ${answer.phases.length > 0
        ? html`<${Phases} phases=${answer.phases} />`
        : html`<p class="muted">The request's record was not to be had, so its phases are not known.</p>`}
    <//>
    <${Card} title="Response" actions=${html`<span class="muted small">${bytes(answer.bytes)}${answer.whole ? '' : ', of which the first part is shown'}</span>`}>
      <dl class="headers">
        ${answer.headers.map((header, at) => html`<div key=${at}><dt>${visible(header.name)}</dt><dd>${visible(header.value)}</dd></div>`)}
      </dl>
      ${answer.body
        ? html`<pre class="body" tabindex="0" aria-label="Body of the response">${visible(text)}</pre>`
        : html`<p class="muted">The response has no body.</p>`}
    <//>
  `;
}
