// The control plane's REST interface. Whatever fails is a Problem, which says what to do.
import { session } from './session.js';

export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `The control plane answered with ${status}.`);
    this.status = status;
    this.title = document.title || 'That did not work';
    this.type = (document.type || '').replace('urn:verge:problem:', '');
  }
}

function unreachable(method) {
  return new Problem(0, {
    title: 'The control plane does not answer',
    detail:
      method === 'GET'
        ? 'It may be stopped, or starting again.'
        : 'It may be stopped, or starting again. Whether it did what it was asked is not known.',
  });
}

export function ofFunction(tenant, name, ...rest) {
  return ofTenant(tenant, 'functions', name, ...rest);
}

export function ofTenant(tenant, ...rest) {
  return ['/v1/tenants', tenant, ...rest].map((part, at) => (at ? encodeURIComponent(part) : part)).join('/');
}

async function problem(response, token) {
  let document = {};
  try {
    document = await response.json();
  } catch {
    // Not a problem document; its status has to do.
  }
  return refused(response.status, document, token);
}

/** @param token with which it was asked: when another one is signed in by now, its session goes on */
function refused(status, document, token) {
  const found = new Problem(status, document);
  if (status === 401 && token === session.token()) {
    session.end('This token is revoked or unknown.');
  }
  return found;
}

/** Browsers take a name of one or two dots for a step in the path, and would ask for something else. */
function plain(path) {
  if (new URL(path, location.href).pathname !== path.split('?')[0]) {
    throw new Problem(0, { title: 'That cannot be asked for from here', detail: 'A browser cannot send a name of only dots.' });
  }
}

/** Sends a request, and answers with its response. */
export async function send(method, path, { body, headers = {}, signal } = {}) {
  const token = session.token();
  plain(path);
  let response;
  try {
    response = await fetch(path, {
      method,
      body,
      signal,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      credentials: 'omit',
      redirect: 'error',
    });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw unreachable(method);
  }
  if (!response.ok) {
    throw await problem(response, token);
  }
  return response;
}

export async function get(path, options) {
  return (await send('GET', path, options)).json();
}

/** A document with the tag of what it was when it was read. */
export async function getTagged(path, options) {
  const response = await send('GET', path, options);
  return { ...(await response.json()), tag: response.headers.get('etag') };
}

/** The header by which something is only changed while it is what it was; none where nothing was. */
export function ifMatch(tag) {
  return tag ? { 'If-Match': tag } : {};
}

export function sendJson(method, path, document, headers = {}, signal = undefined) {
  return send(method, path, {
    body: JSON.stringify(document),
    headers: { 'Content-Type': 'application/json', ...headers },
    signal,
  });
}

/** A browser reads a file only while it is the one that was chosen, and calls anything else a broken connection. */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function gone(file) {
  return new Problem(0, {
    title: 'The file is another one now',
    detail: `${file.name} was changed, moved or deleted since it was chosen. Choose it again.`,
  });
}

/** Sends a file. Only XMLHttpRequest tells how much of it has gone. */
export function upload(path, file, type, progress, signal) {
  return new Promise((resolve, reject) => {
    const token = session.token();
    const request = new XMLHttpRequest();
    const fail = async () => reject((await isReadable(file)) ? unreachable('PUT') : gone(file));
    request.open('PUT', path);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Content-Type', type);
    request.responseType = 'json';
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.upload.onload = () => progress(file.size, file.size);
    request.onerror = fail;
    request.ontimeout = fail;
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(refused(request.status, request.response || {}, token));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/**
 * Follows JSON lines until the signal: fetch, since an EventSource cannot carry a token.
 *
 * @param on what is called when it has begun, when anything has come, and with the documents that have
 */
export async function follow(path, signal, { begun, alive, take }) {
  const response = await send('GET', path, { signal, headers: { Accept: 'application/x-ndjson' } });
  begun();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    alive();
    const lines = (rest + part.value).split('\n');
    rest = lines.pop();
    const documents = lines.filter(Boolean).map((line) => JSON.parse(line));
    if (documents.length > 0) {
      take(documents);
    }
  }
}
