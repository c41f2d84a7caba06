// Uploading a version: a dialog, and a page onto which files can be dropped.
import { html, useEffect, useRef, useState } from './html.js';
import { get, ofFunction, upload } from './api.js';
import { session } from './session.js';
import { go } from './route.js';
import { bytes } from './format.js';
import { Failure, say } from './parts.js';
import { Dialog } from './confirm.js';

const KINDS = [
  [/\.wasm$/i, 'application/wasm'],
  [/\.(tar\.gz|tgz)$/i, 'application/gzip'],
];

/** Of tenants and functions. */
const NAME = '[a-z0-9]([a-z0-9\\-]*[a-z0-9])?';

function kind(file) {
  return KINDS.find(([pattern]) => pattern.test(file.name))?.[1];
}

function suggested(file) {
  return file.name
    .replace(/\.(wasm|tar\.gz|tgz)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

export function DeployButton({ tenant, name, done, children }) {
  const [open, setOpen] = useState(false);
  return html`
    <button class="primary" onClick=${() => setOpen(true)}>${children}</button>
    ${open && html`<${DeployDialog} tenant=${tenant} name=${name} done=${done} close=${() => setOpen(false)} />`}
  `;
}

/** Has no page left to show a file that was dropped where nothing takes it. */
export function keepPage() {
  const ignore = (event) => {
    if (hasFile(event) && !event.defaultPrevented) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    }
  };
  addEventListener('dragover', ignore);
  addEventListener('drop', ignore);
}

function hasFile(event) {
  return event.dataTransfer?.types.includes('Files');
}

/** Takes a file that is dropped anywhere on the page. */
export function DropZone({ tenant, name, done }) {
  const [over, setOver] = useState(false);
  const [file, setFile] = useState(null);
  useEffect(() => {
    if (!session.can('deploy')) {
      return undefined;
    }
    let depth = 0;
    const busy = () => document.querySelector('dialog[open]');
    const on = {
      dragenter: (event) => hasFile(event) && (event.preventDefault(), busy() || (depth++, setOver(true))),
      dragover: (event) => hasFile(event) && !busy() && (event.preventDefault(), (event.dataTransfer.dropEffect = 'copy')),
      dragleave: () => depth > 0 && --depth === 0 && setOver(false),
      drop: (event) => {
        if (hasFile(event)) {
          event.preventDefault();
          depth = 0;
          setOver(false);
          // Beside a dialog it is nobody's.
          if (!busy()) {
            setFile(event.dataTransfer.files[0] || null);
          }
        }
      },
    };
    Object.entries(on).forEach(([type, listener]) => addEventListener(type, listener));
    return () => Object.entries(on).forEach(([type, listener]) => removeEventListener(type, listener));
  }, []);
  return html`
    ${over &&
    html`<div class="drop" aria-hidden="true">
      <p>Drop it to deploy ${name ? `a new version of ${name}` : 'a function'}</p>
    </div>`}
    ${file &&
    html`<${DeployDialog} tenant=${tenant} name=${name} given=${file} done=${done} close=${() => setFile(null)} />`}
  `;
}

function DeployDialog({ tenant, name, given, done, close }) {
  const own = session.caller().tenant;
  const [file, setFile] = useState(given || null);
  const [wantedTenant, setTenant] = useState(tenant || own || 'demo');
  const [wantedName, setName] = useState(name || (given ? suggested(given) : ''));
  const [note, setNote] = useState('');
  const [activate, setActivate] = useState(true);
  const [tenants, setTenants] = useState([]);
  const [progress, setProgress] = useState(null);
  const [problem, setProblem] = useState(null);
  const stop = useRef(null);
  const left = useRef(false);
  useEffect(() => {
    if (!tenant && !own) {
      get('/v1/tenants').then((list) => setTenants(list.tenants), () => {});
    }
    return () => left.current || stop.current?.abort();
  }, []);

  const choose = (chosen) => {
    setFile(chosen || null);
    setProblem(null);
    if (chosen && !name && !wantedName) {
      setName(suggested(chosen));
    }
  };

  const submit = async (event) => {
    event.preventDefault();
    stop.current = new AbortController();
    setProblem(null);
    setProgress({ sent: 0, all: file.size });
    try {
      const version = await upload(
        ofFunction(wantedTenant, wantedName) + `?activate=${activate}` + (note && `&note=${encodeURIComponent(note)}`),
        file,
        kind(file),
        (sent, all) => setProgress({ sent, all }),
        stop.current.signal,
      );
      say(`Version ${version.version} of ${wantedName} ${activate ? 'serves now' : 'is uploaded'}.`);
      done();
      if (!left.current) {
        close();
        go('functions', wantedTenant, wantedName, ...(name ? ['versions'] : []));
      }
    } catch (failure) {
      if (left.current) {
        say(`${wantedName}: ${failure.message}`, { bad: true });
        return;
      }
      setProgress(null);
      if (failure.name !== 'AbortError') {
        setProblem(failure);
      }
    }
  };
  const leave = () => {
    left.current = true;
    close();
    say(`${file.name} is being checked. It may become a version of ${wantedName}.`);
  };

  const unknown = file && !kind(file);
  const busy = progress !== null;
  // What has arrived cannot be called back.
  const sent = busy && progress.sent >= progress.all;
  return html`
    <${Dialog} title=${name ? `Deploy a version of ${name}` : 'Deploy a function'} close=${close} kept=${busy}>
      <form class="deploy" onSubmit=${submit}>
        <label class=${`file ${file ? 'chosen' : ''}`} onDragOver=${(event) => event.preventDefault()} onDrop=${(event) => {
          event.preventDefault();
          if (!busy) {
            choose(event.dataTransfer.files[0]);
          }
        }}>
          <input type="file" accept=".wasm,.gz,.tgz" disabled=${busy} onClick=${(event) => (event.target.value = '')} onChange=${(event) => choose(event.target.files[0])} />
          ${file
            ? html`<strong>${file.name}</strong><span class="muted">${bytes(file.size)}</span>`
            : html`<strong>Choose a file, or drop it here</strong>
                <span class="muted">A module (.wasm), or a package of Fastly's (.tar.gz)</span>`}
        </label>
        ${unknown &&
        html`<${Failure} problem=${{ title: 'This is not what can be deployed', message: 'Choose a .wasm module, or a package that fastly compute pack made (.tar.gz).' }} />`}
        ${!name &&
        html`
          <div class="pair">
            <label>
              <span>Tenant</span>
              <input value=${wantedTenant} readonly=${Boolean(own)} list="tenants" required pattern=${NAME} maxlength="63" onInput=${(event) => setTenant(event.target.value)} autocomplete="off" spellcheck="false" />
              <datalist id="tenants">${tenants.map((each) => html`<option key=${each.tenant} value=${each.tenant} />`)}</datalist>
            </label>
            <label>
              <span>Function</span>
              <input value=${wantedName} required pattern=${NAME} maxlength="63" placeholder="hello" onInput=${(event) => setName(event.target.value)} autocomplete="off" spellcheck="false" />
            </label>
          </div>
        `}
        <label>
          <span>Note</span>
          <input value=${note} maxlength="1000" placeholder="What is new in it" onInput=${(event) => setNote(event.target.value)} autocomplete="off" />
        </label>
        <label class="check">
          <input type="checkbox" checked=${activate} onChange=${(event) => setActivate(event.target.checked)} />
          <span>Let it serve at once</span>
        </label>
        ${busy && html`<${Progress} progress=${progress} />`}
        ${problem && html`<${Failure} problem=${problem} />`}
        <footer>
          ${sent
            ? html`<button type="button" onClick=${leave}>Close; it goes on</button>`
            : html`<button type="button" onClick=${close}>Cancel</button>`}
          <button class="primary" disabled=${busy || !file || unknown || !wantedName}>Deploy</button>
        </footer>
      </form>
    <//>
  `;
}

function Progress({ progress }) {
  const share = progress.all === 0 ? 1 : progress.sent / progress.all;
  return html`
    <div class="progress">
      <progress max="1" value=${share} aria-label="Uploaded"></progress>
      <span class="muted small" role="status">
        ${share < 1 ? `${bytes(progress.sent)} of ${bytes(progress.all)}` : 'Uploaded; it is being checked and tried…'}
      </span>
    </div>
  `;
}
